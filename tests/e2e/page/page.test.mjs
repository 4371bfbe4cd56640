// The operators' page in Chromium, against the daemon. FRAMEWAKE names the program; CHROMIUM the browser, if it is not in
// one of the usual places.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, beforeEach, afterEach, describe, it } from "node:test";
import { Daemon } from "./daemon.mjs";

const program = process.env.FRAMEWAKE;
const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .find(path => path && existsSync(path));
const playwright = await import("playwright-core").catch(() => null);
const missing = !browserPath ? "there is no Chromium" : !playwright ? "playwright-core is not installed (npm install)" : false;

if (!program) throw new Error("FRAMEWAKE must name the program to test");

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

describe("the operators' page", { skip: missing, timeout: 120_000 }, () => {
  let browser, daemon, page, complaints;

  before(async () => { browser = await playwright.chromium.launch({ executablePath: browserPath, args: flags }); });
  after(async () => { await browser?.close(); });

  beforeEach(async () => {
    daemon = await Daemon.start(program);
    page = await browser.newPage();
    complaints = [];
    page.on("pageerror", error => complaints.push(String(error)));
    page.on("console", message => {
      // Chromium itself logs each request that fails; that the daemon is away is what some tests are about.
      if (message.type() === "error" && !message.text().includes("net::ERR_")) complaints.push(message.text());
    });
    await page.goto(daemon.operators);
  });

  afterEach(async () => {
    await page.close();
    await daemon.stop();
    assert.deepEqual(complaints, [], "errors or policy violations in the browser's console");
  });

  /// A JPEG of this size, made by the browser.
  async function picture(width, height) {
    const url = await page.evaluate(([w, h]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: w, height: h });
      const context = canvas.getContext("2d");
      context.fillStyle = "teal";
      context.fillRect(0, 0, w / 2, h);
      return canvas.toDataURL("image/jpeg");
    }, [width, height]);
    return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
  }

  const row = name => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  const cell = (name, label) => row(name).locator(`[data-label="${label}"]`);

  /// Resolves when the text of the element is (or matches) this.
  async function shows(locator, expected) {
    await locator.waitFor();
    await page.waitForFunction(([element, text, pattern]) =>
      pattern ? new RegExp(pattern).test(element.textContent) : element.textContent === text,
    [await locator.elementHandle(), String(expected), expected instanceof RegExp ? expected.source : null]);
  }

  it("tells how to push the first frame while there is none", async () => {
    await page.locator("#connection[data-state=fresh]").waitFor();
    assert.ok(await page.getByRole("heading", { name: "No camera has sent a frame yet" }).isVisible());
    assert.match(await page.locator("#empty").textContent(), /framewake camera ws:\/\//);
    assert.ok(await page.getByRole("table").isHidden());
  });

  it("shows each camera and what became of its frames", async () => {
    const image = await picture(320, 240);
    for (let i = 0; i < 3; ++i) {
      assert.equal(await daemon.push("front", image), 202);
      await shows(cell("front", "Processed"), i + 1);  // the next one would supersede it
    }
    assert.equal(await daemon.push("yard", await picture(640, 480)), 202);
    assert.ok(await daemon.push("yard", "this is no picture") >= 400);

    await shows(cell("front", "Received"), 3);
    await shows(cell("front", "Size"), "320 × 240");
    await shows(cell("front", "Age p50 / p99"), /^[\d.]+ \/ [\d.]+ ms$/);
    await shows(cell("yard", "Size"), "640 × 480");
    await shows(cell("yard", "Received"), 2);
    await shows(cell("yard", "Rejected"), 1);
    for (const fate of ["Superseded", "Expired"]) await shows(cell("yard", fate), 0);
    assert.ok(await page.locator("#empty").isHidden());
    assert.deepEqual(await page.getByRole("rowheader").allTextContents(), ["front", "yard"]);
  });

  it("lets no camera look well whose frames are rejected", async () => {
    const image = await picture(320, 240);
    const bad = cell("front", "State");
    assert.ok(await daemon.push("front", "this is no picture") >= 400);
    await shows(bad, "live, most rejected");
    assert.equal(await bad.getAttribute("data-value"), "rejected");
    await shows(cell("front", "Frames/s"), /^[\d.]+$/);
    for (let i = 1; i <= 3; ++i) {
      assert.equal(await daemon.push("front", image), 202);
      await shows(cell("front", "Processed"), i);
    }
    await shows(bad, "live");
    for (let i = 0; i < 8; ++i) await daemon.push("front", image.subarray(0, image.length / 2));
    await shows(bad, "live, most rejected");
  });

  it("tells a small share of motion from none", async () => {
    await page.route("**/api/v1/status", async route => {
      const status = await (await route.fetch()).json();
      const areas = { none: 0, tiny: .0004, large: .031 };
      for (const [name, area] of Object.entries(areas))
        status.cameras[name] = { state: "live", fps: 1, received: 1, processed: 1, superseded: 0, expired: 0, rejected: 0,
          motion: { active: area > 0, area } };
      await route.fulfill({ json: status });
    });
    await shows(cell("none", "Motion"), "quiet 0.0 %");
    await shows(cell("tiny", "Motion"), "motion 0.04 %");
    await shows(cell("large", "Motion"), "motion 3.1 %");
  });

  it("never shows old numbers as if they were fresh", async () => {
    await daemon.push("front", await picture(320, 240));
    await shows(cell("front", "Received"), 1);
    daemon.freeze();
    await shows(page.getByRole("status"), /no answer from the daemon for \d+ s: what you see is old/);
    assert.match(await cell("front", "Received").evaluate(element => getComputedStyle(element).textDecorationLine),
      /line-through/);
    daemon.thaw();
    await shows(page.getByRole("status"), "Live");
    await page.locator("body:not(.old)").waitFor();
    await daemon.stop();
    await shows(page.getByRole("status"), /what you see is old/);
  });

  it("fits a phone", async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await daemon.push("a-camera-with-a-name-that-is-as-long-as-a-name-is-allowed-to-be", await picture(320, 240));
    await daemon.push("front", await picture(320, 240));
    await shows(cell("front", "Received"), 1);
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= window, `${content} px of content in ${window} px`);
    assert.equal(await page.getByRole("columnheader").count(), 11);
    assert.equal(await row("front").getByRole("cell").count(), 10);
  });
});

// Logging in and out, and a page that is a camera, in Chromium. FRAMEWAKE names the program; CHROMIUM the browser, if it is
// not in one of the usual places.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { Daemon } from "./daemon.mjs";

const program = process.env.FRAMEWAKE;
const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .find(path => path && existsSync(path));
const playwright = await import("playwright-core").catch(() => null);
const missing = !browserPath ? "there is no Chromium" : !playwright ? "playwright-core is not installed (npm install)" : false;

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP evil.example 127.0.0.1"];

/// What the program prints, with this on its standard input.
function made(args, input = "") {
  return spawnSync(program, args, { input, encoding: "utf8" }).stdout;
}

describe("access", { skip: missing, timeout: 120_000 }, () => {
  let browser, daemon, page, elsewhere, token;

  before(async () => {
    const password = /password_hash = "(.*)"/.exec(made(["passwd"], "open & sesame\n"))[1];
    const camera = made(["token", "new", "front"]);
    token = camera.split("\n")[1];
    daemon = await Daemon.start(program, [`http.password_hash=${password}`,
      `cameras.front.token_hash=${/token_hash = "(.*)"/.exec(camera)[1]}`]);
    browser = await playwright.chromium.launch({ executablePath: browserPath, args: flags });
    page = await browser.newPage();
    elsewhere = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end("<p>a page")).listen(0);
    await once(elsewhere, "listening");
  });
  after(async () => {
    await browser?.close();
    await daemon?.stop();
    elsewhere?.close();
  });

  it("asks for the password, and lets in who knows it until he leaves", async () => {
    await page.goto(daemon.operators);
    assert.equal(page.url(), `${daemon.operators}/login`);
    await page.fill("#password", "wrong");
    await page.click("button[type=submit]");
    await page.getByText("wrong password").waitFor();
    await page.fill("#password", "open & sesame");
    await page.click("button[type=submit]");
    await page.locator("#connection[data-state=fresh]").waitFor();
    assert.ok(!(await page.evaluate(() => document.cookie)).includes("session"), "no script sees the session");
    await page.click("#log-out");
    await page.waitForURL("**/login");
    await page.goto(daemon.operators);
    assert.equal(page.url(), `${daemon.operators}/login`);
  });

  /// The subprotocol that a WebSocket of the page ends up with, or "refused".
  function connect(host, protocols) {
    const url = new URL(daemon.cameras);
    return page.evaluate(([where, offered]) => new Promise(resolve => {
      const socket = new WebSocket(where, offered);
      socket.onopen = () => { resolve(socket.protocol); socket.close(); };
      socket.onerror = () => resolve("refused");
    }), [`ws://${host}:${url.port}/camera/front`, protocols]);
  }

  it("lets a page of this host be a camera, with its token as a subprotocol", async () => {
    await page.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
    assert.equal(await connect("127.0.0.1", [`bearer.${token}`]), `bearer.${token}`);
    assert.equal(await connect("127.0.0.1", ["framewake", `bearer.${token}`]), "framewake");
    assert.equal(await connect("127.0.0.1", ["bearer.wrong"]), "refused");
  });

  it("refuses pages from elsewhere, also under a name that was made to lead here", async () => {
    await page.goto(`http://evil.example:${elsewhere.address().port}/`);
    assert.equal(await connect("127.0.0.1", [`bearer.${token}`]), "refused");
    assert.equal(await connect("evil.example", [`bearer.${token}`]), "refused");
  });
});

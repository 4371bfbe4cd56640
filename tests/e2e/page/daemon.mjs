// Starts the daemon on free ports and tells them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const startLimit = 30_000;

export class Daemon {
  #process;
  #folder;
  #said = "";

  /// Resolves when both listeners are open.
  /// `set`: KEY=VALUE over the built-in defaults.
  static async start(program, set = []) {
    const daemon = new Daemon(program, set);
    daemon.cameras = `http://127.0.0.1:${await daemon.#port("cameras")}`;
    daemon.operators = `http://127.0.0.1:${await daemon.#port("operators")}`;
    return daemon;
  }

  constructor(program, set) {
    this.#folder = mkdtempSync(join(tmpdir(), "framewake-page-"));
    const config = join(this.#folder, "framewake.toml");  // empty: the built-in defaults, not those of this machine
    writeFileSync(config, "");
    this.#process = spawn(program, ["serve", "--config", config, "--set", "ingest.listen=127.0.0.1:0",
      "--set", "http.listen=127.0.0.1:0", ...set.flatMap(one => ["--set", one])], { stdio: ["ignore", "ignore", "pipe"] });
    this.#process.stderr.setEncoding("utf8");
    this.#process.stderr.on("data", text => { this.#said += text; });
  }

  async #port(whom) {
    const line = new RegExp(`listening for ${whom} on 127\\.0\\.0\\.1:(\\d+)`);
    const late = AbortSignal.timeout(startLimit);
    for (;;) {
      const found = line.exec(this.#said);
      if (found) return Number(found[1]);
      if (this.#process.exitCode !== null) throw new Error(`the daemon has ended:\n${this.#said}`);
      const waiting = new AbortController();
      await Promise.race([
        once(this.#process.stderr, "data", { signal: AbortSignal.any([late, waiting.signal]) }),
        once(this.#process, "exit", { signal: waiting.signal }),
      ]).finally(() => waiting.abort());
    }
  }

  /// One frame of a camera, by POST; resolves to the status of the answer.
  async push(camera, image) {
    const answer = await fetch(`${this.cameras}/camera/${camera}`, { method: "POST", body: image });
    await answer.arrayBuffer();
    return answer.status;
  }

  freeze() { this.#process.kill("SIGSTOP"); }
  thaw() { this.#process.kill("SIGCONT"); }

  async stop() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.thaw();
      this.#process.kill("SIGTERM");
      await once(this.#process, "exit");
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

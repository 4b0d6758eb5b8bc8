// Starts the program as it is shipped, with a demo in a folder of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** `program`: build/release/utvag. Throws with what the program said when it does not start. */
export async function startServer(program) {
  const folder = mkdtempSync(join(tmpdir(), 'utvag-browser-'));
  const file = join(folder, 'demo.db');
  const database = `sqlite:${file}`;
  const made = spawnSync(program, ['demo', '--db', database], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`utvag demo: ${made.stderr}${made.stdout}`);
  const port = await freePort();
  const server = spawn(program, ['serve', '--db', database, '--port', String(port), '--demo'],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  server.stdout.on('data', (bytes) => { said += bytes; });
  server.stderr.on('data', (bytes) => { said += bytes; });
  const address = `http://127.0.0.1:${port}`;
  for (let attempt = 0; ; ++attempt) {
    if (server.exitCode !== null) throw new Error(`utvag serve: ${said}`);
    try {
      const answer = await fetch(`${address}/halsa`);
      if (answer.ok) break;
    } catch { /* not listening yet */ }
    if (attempt > 200) throw new Error(`utvag serve does not answer: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    address,
    said: () => said,
    /** Works while the database is away: its files are moved from under the server, and back. */
    async withoutDatabase(work) {
      const parts = ['', '-wal', '-shm'].filter((end) => existsSync(file + end));
      for (const end of parts) renameSync(file + end, `${file}.away${end}`);
      try {
        return await work();
      } finally {
        for (const end of parts) renameSync(`${file}.away${end}`, file + end);
      }
    },
    async stop() {
      const ended = new Promise((resolve) => server.on('exit', (code) => resolve(code)));
      server.kill('SIGTERM');
      const code = await ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

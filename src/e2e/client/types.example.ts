/** What somebody writes with the types, read by types.test.js; never run. */
import { newId, Parley, ParleyError, type Answer, type Task } from '../../main/resources/web/client/parley.js';

const parley = new Parley({ projectId: 'demo', userId: 'alice', url: ['https://a.example/ws', 'https://b.example/ws'], maxAttempts: Infinity });
new Parley({ projectId: 'demo', WebSocket });
new Parley({ projectId: 'demo', token: 'a.b.c' });
new Parley({ projectId: 'demo', token: async () => (await fetch('/token')).text() });

// @ts-expect-error a conversation is needed
new Parley({ userId: 'alice' });
// @ts-expect-error a token is a text
new Parley({ projectId: 'demo', token: 7 });
// @ts-expect-error no such option
new Parley({ projectId: 'demo', attempts: 3 });

const show = ({ message_id, content, done }: Answer): string => `${message_id}: ${content}${done ? '' : '…'}`;
const off: () => void = parley.on('answer', answer => show(answer));
parley.on('task', (task: Task) => task.progress ?? 0);
parley.on('state', ({ state, reason, delayMs }) => `${state} ${reason ?? ''} ${delayMs ?? 0}`);
parley.on('error', ({ code, retry_after_ms }) => [code, retry_after_ms]);

// @ts-expect-error no such event
parley.on('weather', () => {});
// @ts-expect-error an answer has no offset
parley.on('answer', answer => answer.offset);

export async function talk(): Promise<number> {
  const { seq, duplicate } = await parley.send('Hello', { id: newId(), attachments: ['https://example.org/a.png'], replyTo: 'm1' });
  await parley.action('choose', { args: { style: 2 } });
  await parley.stop();
  await parley.stop({ messageId: 'a1' });
  await parley.regenerate();
  await parley.generate({ kind: 'report', topic: 'tides' });
  const { entries, more } = await parley.history({ limit: 20 });
  for (const { event, detail } of entries) if (event === 'answer') show(detail);
  // @ts-expect-error content is a text
  await parley.send(7);
  // @ts-expect-error it cannot be set
  parley.state = 'open';
  off();
  return duplicate || more ? seq : parley.server?.last_seq ?? 0;
}

export const isLater = (error: unknown): boolean => error instanceof ParleyError && error.retry;

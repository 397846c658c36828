import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const SHOTS = fileURLToPath(new URL('../../../target/e2e/', import.meta.url));

/** As Debian's Chromium wants to be started where there is no desktop, and without telling anybody. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** Chromium, until the test `t` ends. */
export async function startBrowser(t) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  t.after(() => browser.close());
  return browser;
}

/** The chat page as somebody sees it: what they do, what is there, and what went wrong behind it. */
export class ChatPage {
  complaints = [];

  static async open(browser, url, { width = 1280, height = 860, ...options } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'en-US', ...options });
    const chat = new ChatPage(await context.newPage());
    await chat.#listen();
    await chat.page.goto(url);
    return chat;
  }

  constructor(page) { this.page = page; }

  /** Console errors, exceptions, failed requests, and what the Content-Security-Policy refused. */
  async #listen() {
    this.page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    this.page.on('pageerror', error => this.complaints.push(String(error)));
    this.page.on('response', response => {
      if (response.status() >= 400) this.complaints.push(`${response.status()} ${response.url()}`);
    });
    await this.page.addInitScript(() => {
      window.sockets = [];
      window.WebSocket = class extends WebSocket {
        constructor(...args) {
          super(...args);
          window.sockets.push(this);
        }
      };
    });
    await this.page.exposeFunction('refusedByPolicy', what => this.complaints.push(what));
    await this.page.addInitScript(() => document.addEventListener('securitypolicyviolation',
      event => window.refusedByPolicy(`CSP ${event.violatedDirective}: ${event.blockedURI}`)));
  }

  /** Takes the network away, and with it the socket. The browser needs a moment until nothing gets through. */
  async goOffline() {
    await this.page.context().setOffline(true);
    await this.page.waitForFunction(() => fetch('/', { method: 'HEAD', cache: 'no-store' }).then(() => false, () => true));
    await this.page.evaluate(() => window.sockets.at(-1).close());
    await this.page.waitForSelector('.pill[data-state=reconnecting]');
  }

  goOnline() { return this.page.context().setOffline(false); }

  async say(text) {
    await this.page.fill('#draft', text);
    await this.page.press('#draft', 'Enter');
  }

  answer(nth = -1) { return this.page.locator('.answer').nth(nth); }

  /** The text of the last answer, as people read it. */
  text() { return this.answer().locator('.prose').innerText(); }

  /** Waits until the last answer is longer than `length`. */
  async longer(length) {
    await this.page.waitForFunction(least => {
      const prose = [...document.querySelectorAll('.answer .prose')].at(-1);
      return prose && prose.innerText.length > least;
    }, length, { timeout: 20_000 });
  }

  /** Waits until the last of `count` answers has ended in `status`. */
  async ended(status, count) {
    await this.page.waitForFunction(([wanted, answers]) => {
      const all = [...document.querySelectorAll('.answer')];
      return all.length === answers && all.at(-1).dataset.status === wanted;
    }, [status, count], { timeout: 60_000 });
  }

  /** Notes each length that the last answer has on its way. */
  async watchLengths() {
    await this.page.evaluate(() => {
      window.lengths = new Set();
      new MutationObserver(() => {
        const prose = [...document.querySelectorAll('.answer .prose')].at(-1);
        if (prose) window.lengths.add(prose.textContent.length);
      }).observe(document.getElementById('timeline'), { subtree: true, childList: true, characterData: true });
    });
  }

  lengths() { return this.page.evaluate(() => [...window.lengths]); }

  /** What the page makes of Markdown, as text. */
  rendered(markdown) {
    return this.page.evaluate(async source => {
      const { render } = await import('/app/markdown.js');
      const box = document.createElement('div');
      box.append(render(source));
      return box.textContent.replace(/\s+/g, ' ').trim();
    }, markdown);
  }

  shown() { return this.answer().locator('.prose').evaluate(prose => prose.textContent.replace(/\s+/g, ' ').trim()); }

  /** Waits until the client has come in. */
  connected() { return this.page.waitForSelector('.pill[data-state=open]'); }

  conversation(title) { return this.page.locator('.conversation', { hasText: title }); }

  /** Opens the menu of a conversation and takes what is named `item` in it. */
  async choose(title, item) {
    await this.conversation(title).getByRole('button').click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** What axe finds wrong for people who see, hear or use the keyboard otherwise: [rule, elements]. */
  async barriers() {
    await this.page.evaluate(axe.source);
    const found = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)]);
  }

  async screenshot(name) {
    mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: `${SHOTS}${name}.png` });
  }
}

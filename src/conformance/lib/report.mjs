const WORDS = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' };

/** Says on standard output what came of the checks: a line for each as it ends, or one JSON at the end. */
export class Report {
  #url;
  #isJson;
  #section;

  constructor(url, isJson = false) {
    this.#url = url;
    this.#isJson = isJson;
  }

  add({ section, name, outcome, why }) {
    if (this.#isJson) return;
    if (section !== this.#section) console.log(this.#section ? `\n${section}` : section);
    this.#section = section;
    console.log(`  ${WORDS[outcome]}  ${name}${outcome === 'skipped' ? ` (${why})` : ''}`);
    if (outcome === 'failed') console.log(why.split('\n').map(line => `          ${line}`).join('\n'));
  }

  end(results) {
    const count = outcome => results.filter(result => result.outcome === outcome).length;
    const sum = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
    if (this.#isJson) console.log(JSON.stringify({ url: this.#url, protocol: 'parley.v1', ...sum, checks: results }, null, 2));
    else console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  }
}

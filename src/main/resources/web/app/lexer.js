import { Lexer } from '/vendor/marked.esm.js';

/** Nobody nests deeper for people to read; `marked` calls itself for each level. */
const MOST_LEVELS = 32;

/** Of one line, or of lines that go together: `marked` looks for the other end of each through all that follows. */
const MOST_MARKS = 300;
/** Where `marked` begins anew; a long run is several. */
const MARK = /[*_]{1,16}|!{1,4}|([~`])\1*|[[<\\]/g;
/** `marked` takes one after the other off the end of an address, and reads all of it anew for each. */
const LONG_END = /(?:[?!.,:;*_'"~)]|&[a-zA-Z0-9]{1,9};){400}/;

/** Reads Markdown in a time that its length bounds: what is nested too deep, and a paragraph with too many marks, is the text as it stands. */
export class BoundedLexer extends Lexer {
  #level = 0;

  blockTokens(source, tokens = [], ...more) {
    if (this.#level === MOST_LEVELS) return asItStands(source, tokens);
    this.#level += 1;
    super.blockTokens(source, tokens, ...more);
    this.#level -= 1;
    return tokens;
  }

  inlineTokens(source, tokens = []) {
    return isTooMuch(source) ? this.#byLine(source, tokens) : super.inlineTokens(source, tokens);
  }

  /** Each line by itself, so that only one with too much stands as it is. */
  #byLine(source, tokens) {
    source.split('\n').forEach((line, i) => {
      if (i > 0) tokens.push({ type: 'br', raw: '\n' });
      if (isTooMuch(line)) asItStands(line, tokens);
      else super.inlineTokens(line, tokens);
    });
    return tokens;
  }
}

const isTooMuch = text => (text.match(MARK)?.length ?? 0) > MOST_MARKS || LONG_END.test(text);

function asItStands(text, tokens) {
  tokens.push({ type: 'text', raw: text, text });
  return tokens;
}

import { Lexer } from '/vendor/marked.esm.js';

/** Nobody nests deeper for people to read; `marked` calls itself for each level. */
const MOST_LEVELS = 32;

/** Of one paragraph: `marked` looks for the other end of each through all that follows. */
const MOST_MARKS = 300;
const MARK = /([*_~`])\1*|[[<]/g;

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
    const marks = source.match(MARK)?.length ?? 0;
    return marks > MOST_MARKS ? asItStands(source, tokens) : super.inlineTokens(source, tokens);
  }
}

function asItStands(text, tokens) {
  tokens.push({ type: 'text', raw: text, text });
  return tokens;
}

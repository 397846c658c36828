import { h } from './dom.js';

/** Characters that some system takes for something else in the name of a file. */
const NO_NAME = /[\\/:*?"<>|\p{Cc}]+/gu;

/** Gives it to the browser as a file of that name. */
export function saveAs(blob, name) {
  const url = URL.createObjectURL(blob);
  h('a', { href: url, download: name.replace(NO_NAME, ' ').trim() }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

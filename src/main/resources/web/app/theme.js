/* Runs before the first paint: a theme that was chosen before is there from the start. */
(() => {
  const chosen = localStorage.getItem('parley.theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
})();

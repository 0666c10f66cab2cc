// The search box: an extra. Without it, every page is reached through the list.
(() => {
  const form = document.getElementById("search");
  const input = document.getElementById("words");
  const hits = document.getElementById("hits");
  const all = document.getElementById("all");
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const articles = window.ARTICLES.map((each) => ({
    ...each, inTitle: fold(each.title), inText: fold(`${each.says} ${each.words}`),
  }));
  const stem = (word) => (word.length > 4 ? word.replace(/(ing|ed|es|s)$/, "") : word);
  const everywhere = new Set("a an and are as at be but by do does for from has have how i in is it my no not of on or our since so that the they this to was we what when why with you your".split(" "));

  const score = (article, words) => words.reduce((sum, word) => {
    if (article.inTitle.includes(word)) return sum + 4;
    return article.inText.includes(word) ? sum + 2 : sum;
  }, 0);

  const show = () => {
    let words = fold(input.value).match(/[\p{L}\p{N}_]+/gu) || [];
    const telling = words.filter((word) => !everywhere.has(word));
    words = [...new Set((telling.length ? telling : words).map(stem))];
    hits.hidden = words.length === 0;
    all.hidden = words.length > 0;
    if (!words.length) return;
    const found = articles.map((article) => [score(article, words), article])
      .filter(([points]) => points > 0).sort((a, b) => b[0] - a[0]).slice(0, 8);
    hits.replaceChildren(...found.map(([, article]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const says = document.createElement("p");
      link.href = `${article.id}.html`;
      link.textContent = article.title;
      says.textContent = article.says;
      item.append(link, says);
      return item;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.textContent = "Nothing found. Try other words, or fewer.";
      hits.append(none);
    }
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", show);
})();

// A questionnaire: counts what is answered, and leads on to the next open question.

const open = (question) => !question.querySelector("input:checked");

const count = (box) => {
  for (const place of box.querySelectorAll("[data-answered]")) {
    const group = document.getElementById(place.dataset.answered);
    const questions = [...group.querySelectorAll("[data-question]")];
    place.textContent = `${questions.filter((one) => !open(one)).length}/${questions.length}`;
  }
};

const goOn = (box) => {
  const questions = [...box.querySelectorAll("[data-question]")];
  const here = questions.findLastIndex((one) => one.getBoundingClientRect().top < 1);
  const next = [...questions.slice(here + 1), ...questions].find(open);
  next?.scrollIntoView({ block: "start" });
  next?.querySelector("input").focus({ preventScroll: true });
};

export const startQuestions = (root) => {
  for (const box of root.querySelectorAll("[data-questions]")) {
    const button = box.querySelector("[data-next-question]");
    const refresh = () => {
      count(box);
      button.hidden = ![...box.querySelectorAll("[data-question]")].some(open);
    };
    box.addEventListener("change", refresh);
    // Text that is put back from this device fires no change; it takes a click to do so.
    box.closest("form").addEventListener("click", () => setTimeout(refresh));
    button.addEventListener("click", () => goOn(box));
    refresh();
  }
};

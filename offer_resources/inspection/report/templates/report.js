for (const button of document.querySelectorAll(".load-image")) {
  button.addEventListener("click", () => {
    const image = document.createElement("img");
    image.className = "shown";
    image.referrerPolicy = "no-referrer";
    image.alt = button.dataset.alt;
    image.src = button.dataset.src;
    button.replaceWith(image);
  });
}

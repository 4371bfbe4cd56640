"use strict";
// Sends the password and goes on to the page, or says why not.

const form = document.getElementById("login");
const problem = document.getElementById("problem");
const button = form.querySelector("button");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  problem.textContent = "";
  try {
    const answer = await fetch("/login", { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.ok) return location.replace("/");
    problem.textContent = (await answer.json()).error;
  } catch {
    problem.textContent = "The daemon does not answer.";
  }
  button.disabled = false;
  form.password.select();
});

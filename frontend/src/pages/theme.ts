type Theme = "light" | "dark"

const KEY = "switchboard.theme"

/** Applies the chosen theme and lets any [data-theme-toggle] button change it; without a choice the system decides. */
export function followTheme() {
  const chosen = localStorage.getItem(KEY)
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-theme-toggle]")) toggleTheme()
  })
}

function toggleTheme() {
  const theme: Theme = currentTheme() === "dark" ? "light" : "dark"
  document.documentElement.dataset.theme = theme
  localStorage.setItem(KEY, theme)
}

function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset
  if (theme === "light" || theme === "dark") return theme
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"
}

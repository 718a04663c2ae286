type Theme = "light" | "dark"

const YEAR = 365 * 24 * 3600

/** Any [data-theme-toggle] changes the theme. A cookie keeps it, so that the server draws the page right at once. */
export function followTheme() {
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-theme-toggle]")) toggleTheme()
  })
}

function toggleTheme() {
  const theme: Theme = currentTheme() === "dark" ? "light" : "dark"
  document.documentElement.dataset.theme = theme
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`
}

function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset
  if (theme === "light" || theme === "dark") return theme
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"
}

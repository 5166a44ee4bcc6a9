/**
 * Tabs as the ARIA Authoring Practices describe them: one is in the tab order, the arrow keys lead to the others.
 *
 * @returns a function that selects one by its index
 */
export function connectTabs(list) {
  const tabs = [...list.querySelectorAll('[role=tab]')]
  const select = (index) => {
    for (const [at, tab] of tabs.entries()) {
      const isSelected = at === index
      tab.setAttribute('aria-selected', String(isSelected))
      tab.tabIndex = isSelected ? 0 : -1
      document.getElementById(tab.getAttribute('aria-controls')).hidden = !isSelected
    }
  }
  for (const [at, tab] of tabs.entries()) tab.addEventListener('click', () => select(at))
  list.addEventListener('keydown', ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
    if (!step) return
    const next = (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length
    select(next)
    tabs[next].focus()
  })
  select(0)
  return select
}

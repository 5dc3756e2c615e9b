// A lesson's choices can be clicked, the answer unfolds, and the score is kept in this browser.
(() => {
  const KEY = 'gatys_tf1 course'

  // A browser may refuse storage to a page from file://. Then the score lasts as long as the page.
  let memory = '{}'
  const load = () => {
    try { return JSON.parse(localStorage.getItem(KEY) || '{}') } catch { return JSON.parse(memory) }
  }
  const save = answers => {
    memory = JSON.stringify(answers)
    try { localStorage.setItem(KEY, memory) } catch { /* see above */ }
  }

  const make = (name, text, attributes = {}) =>
    Object.assign(document.createElement(name), { textContent: text }, attributes)

  const score = () => {
    const answers = Object.values(load())
    const right = answers.filter(answer => answer.right).length
    return `${right} of ${answers.length} predictions right`
  }

  const scoreLine = () => {
    const line = make('p', '', { className: 'score' })
    const again = make('button', 'start again', { type: 'button' })
    again.addEventListener('click', () => { save({}); location.reload() })
    line.append(make('span', `Your score: ${score()}.`), again)
    return line
  }

  const lesson = (details, list) => {
    const slug = location.pathname.split('/').pop().replace(/\.html$/, '')
    const right = Number(details.querySelector('strong').textContent.match(/^\d/)[0])
    const verdict = make('div', '', { ariaLive: 'polite' })
    const buttons = [...list.children].map((item, index) => {
      const button = make('button', '', { type: 'button' })
      button.append(make('b', `${index + 1}`), ...item.childNodes)
      item.replaceChildren(button)
      button.addEventListener('click', () => {
        const answers = load()
        answers[slug] ??= { choice: index + 1, right: index + 1 === right }
        save(answers)
        judge(index + 1)
      })
      return button
    })
    const judge = choice => {
      buttons.forEach((button, index) => {
        button.disabled = true
        button.classList.toggle('right', index + 1 === right)
        button.classList.toggle('wrong', index + 1 === choice && choice !== right)
      })
      const text = choice === right ? 'Right.' : `Not so: it is ${right}.`
      verdict.replaceChildren(make('p', text, { className: 'verdict' }), scoreLine())
      details.open = true
    }
    list.classList.add('choices')
    details.before(verdict)
    const before = load()[slug]
    if (before) judge(before.choice)
    if (location.hash.startsWith('#message-')) { // from the search: a person with an error
      details.open = true
      details.scrollIntoView()
    }
  }

  const marks = () => {
    for (const [slug, answer] of Object.entries(load()))
      for (const link of document.querySelectorAll(`td a[href="${slug}.html"]`))
        link.classList.add(answer.right ? 'right' : 'wrong')
    const heading = document.querySelector('.md-content h1')
    if (Object.keys(load()).length) heading.after(scoreLine())
  }

  for (const details of document.querySelectorAll('.md-content details')) {
    const list = details.previousElementSibling
    if (list && list.tagName === 'OL') lesson(details, list)
  }
  if (/\/gotchas\/(index\.html)?$/.test(location.pathname)) marks()
})()

// A pasted message is a query of many words, names and numbers. The theme looks for each word as a
// prefix, so that "a" and "is" find every page. Here whole words are looked for instead, without
// those that say nothing and without what has a meaning of its own in the query's language.
(() => {
  const COMMON = new Set(
    'a an and are as be been but by did do for from has have in is it no not of on or that the'
      .concat(' this to was were which with you your error valueerror typeerror runtimeerror')
      .split(' ')
  )
  const query = text => {
    const words = text.replace(/[^\p{L}\p{N}_./]+/gu, ' ').trim().split(/[\s/]+|\.(?!\d)/)
    if (words.length < 3 || /^"[^"]*"$/.test(text.trim())) return text
    const telling = words.filter(word => word && !COMMON.has(word.toLowerCase()))
    return telling.length ? telling.map(word => `${word}^1`).join(' ') : text
  }
  const QUERY = 2 // the type of the theme's message to its worker
  const post = Worker.prototype.postMessage
  Worker.prototype.postMessage = function (message, ...rest) {
    const ask = message && message.type === QUERY && typeof message.data === 'string'
    return post.call(this, ask ? { ...message, data: query(message.data) } : message, ...rest)
  }
})()

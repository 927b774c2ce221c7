const YOUTUBE = /^https?:\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]{11})(?:[?&/#]|$)/
const VIMEO = /^https?:\/\/player\.vimeo\.com\/video\/(\d+)/

/** The page where people watch what an embedded player's address shows; any other address as it is. */
export function watchUrl(url: string): string {
  const youtube = YOUTUBE.exec(url)
  if (youtube !== null) return `https://www.youtube.com/watch?v=${youtube[1]}`
  const vimeo = VIMEO.exec(url)
  return vimeo === null ? url : `https://vimeo.com/${vimeo[1]}`
}

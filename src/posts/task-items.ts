import type { StateCore } from 'markdown-it'

const TASK = /^\[([ xX])\](?=\s)/

/** A core rule: list items that open with `[ ]` or `[x]` open with ☐ or ☑ instead; feeds and mail have no room for form fields. */
export function taskItems(state: StateCore): void {
  state.tokens.forEach((token, index) => {
    const item = state.tokens[index - 2]
    const mark = TASK.exec(token.content)
    const first = token.children?.[0]
    if (token.type !== 'inline' || item?.type !== 'list_item_open' || mark === null || first?.type !== 'text') return
    item.attrSet('class', 'task-list-item')
    first.content = first.content.replace(TASK, mark[1] === ' ' ? '☐' : '☑')
  })
}

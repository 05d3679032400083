// Small helps for making elements and keeping settings.

export const $ = id => document.getElementById(id)

// An element with properties, data and children; strings become text.
export function h(name, properties = {}, ...children) {
    const element = document.createElement(name)
    for (const [key, value] of Object.entries(properties)) {
        if (value === undefined || value === null || value === false) continue
        if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
        else if (key === 'data') Object.assign(element.dataset, value)
        else element.setAttribute(key === 'class_' ? 'class' : key, value === true ? '' : value)
    }
    element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false))
    return element
}

// Which of some buttons is pressed, by a value.
export function press(group, value, name = 'value') {
    for (const one of group.querySelectorAll(`button[data-${name}]`)) one.setAttribute('aria-pressed', one.dataset[name] === value)
}

// A setting that outlives the page, where the browser lets us keep one.
export function setting(name, otherwise) {
    try { return JSON.parse(localStorage.getItem(`druckreif.${name}`)) ?? otherwise } catch { return otherwise }
}

export function keep(name, value) {
    try { localStorage.setItem(`druckreif.${name}`, JSON.stringify(value)) } catch { /* private windows keep nothing */ }
}

export async function ask(address) {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(`${answer.status} ${address}`)
    return answer.json()
}

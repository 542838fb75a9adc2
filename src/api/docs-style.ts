/** How the page of the API looks: quiet, wide enough for tables, in the light or dark of its reader. */
export const docsStyle = `
:root { color-scheme: light dark; --line: light-dark(#dcdcd8, #34343a); --soft: light-dark(#f4f4f1, #1d1d21);
  --ink: light-dark(#1c1c1a, #e9e9e6); --faint: light-dark(#5f5f5a, #a5a5a0); --link: light-dark(#0b5cad, #7ab8ff); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #131315);
  display: grid; grid-template-columns: 13rem minmax(0, 1fr); }
a { color: var(--link); } a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1.25rem; border-right: 1px solid var(--line); }
nav ul { list-style: none; margin: 1rem 0; padding: 0; } nav li { display: flex; justify-content: space-between; padding: .15rem 0; }
nav li span { color: var(--faint); font-variant-numeric: tabular-nums; } nav a { text-decoration: none; }
.brand { font-weight: 650; margin: 0; }
main { padding: 2rem clamp(1rem, 4vw, 3rem) 6rem; max-width: 62rem; }
h1 { font-size: 1.9rem; margin: 0 0 .5rem; } h2 { font-size: 1.35rem; margin: 3.5rem 0 .25rem; }
h3 { font-size: 1rem; margin: 0; font-weight: 600; overflow-wrap: anywhere; }
section > p { color: var(--faint); margin: 0 0 1rem; }
article { border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.15rem; margin: .85rem 0; scroll-margin-top: 1rem; }
article:target { border-color: var(--link); }
.summary { margin: .35rem 0 0; } .scope { margin: .1rem 0 .6rem; color: var(--faint); font-size: .9rem; }
.method { display: inline-block; min-width: 4.2rem; text-align: center; border-radius: 5px; padding: .05rem .4rem;
  font-size: .8rem; letter-spacing: .03em; color: #fff; background: #5b6470; }
.get { background: #1f6f43; } .post { background: #1d5fa8; } .put, .patch { background: #8a5a00; } .delete { background: #a3333a; }
code, pre { font: .88em/1.5 ui-monospace, monospace; } pre { background: var(--soft); border-radius: 6px; padding: .8rem 1rem; overflow: auto; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-top: 1px solid var(--line); font-weight: 400; overflow-wrap: break-word; }
tbody th { white-space: nowrap; } tbody td { min-width: 4rem; } tbody td:last-child { min-width: 12rem; }
thead th { color: var(--faint); font-size: .82rem; border-top: 0; } th b { font-size: .75rem; font-weight: 600; color: light-dark(#a3333a, #ff9c9c); }
.answer { margin: .7rem 0 .3rem; } summary { cursor: pointer; color: var(--faint); font-size: .9rem; }
.facts { display: grid; grid-template-columns: 7rem 1fr; gap: .35rem 1rem; } .facts dt { font-weight: 600; } .facts dd { margin: 0; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } nav ul { columns: 2; } .facts { display: block; } .facts dd { margin-bottom: .5rem; } }
`;

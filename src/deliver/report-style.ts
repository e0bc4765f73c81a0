// The look of the report's page: the studio's own colours and letters, readable in print.

export const REPORT_STYLE = `
:root{--bg0:#0d1014;--bg1:#14191f;--bg2:#1b2129;--bg3:#252d37;--line:#313b47;--hi:#eef2f6;--text:#c4cdd7;--lo:#93a0ae;--accent:#56b4e9;--ref:#e69f00;--pass:#1da578;--warn:#f0d43a;--fail:#ff6b5e}
*{box-sizing:border-box}
body{margin:0;background:var(--bg0);color:var(--text);font:13px/18px Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:960px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:22px;line-height:28px;color:var(--hi);margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:17px;line-height:24px;color:var(--hi);margin:32px 0 8px}
p{margin:4px 0}
.lo{color:var(--lo)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:8px;margin:16px 0}
.figure{background:var(--bg2);border-radius:8px;padding:10px 12px}
.figure b{display:block;font:20px/26px "JetBrains Mono",ui-monospace,Menlo,Consolas,monospace;color:var(--hi);font-variant-numeric:tabular-nums}
.figure span{font-size:11px;color:var(--lo)}
table{width:100%;border-collapse:collapse;background:var(--bg1);border-radius:8px;overflow:hidden}
th{font-size:11px;font-weight:500;text-align:left;color:var(--lo);background:var(--bg2);padding:6px 10px;white-space:nowrap}
td{padding:6px 10px;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td.n,th.n{text-align:right;white-space:nowrap;font-family:"JetBrains Mono",ui-monospace,Menlo,Consolas,monospace;font-size:12px;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
.stripe{display:inline-block;width:3px;height:13px;border-radius:1px;margin-right:8px;vertical-align:-2px}
.bar{display:inline-block;height:6px;border-radius:3px;background:var(--accent)}
.verdict{white-space:nowrap;font-weight:600}
.pass{color:var(--pass)}.warn{color:var(--warn)}.fail{color:var(--fail)}
figure{margin:12px 0;background:var(--bg1);border-radius:8px;padding:10px 12px}
figcaption{font-size:11px;color:var(--lo);margin-bottom:4px}
svg{width:100%;height:auto;display:block}
svg text{font:9px "JetBrains Mono",ui-monospace,monospace;fill:var(--lo)}
.grid{stroke:var(--line);stroke-width:1}
.allowed{fill:var(--accent);opacity:.13}
.curve{fill:none;stroke-width:1.6;stroke:var(--accent)}
.curve.master{stroke:var(--ref);stroke-dasharray:none}
.key{margin-left:10px;color:var(--accent)}.key.master{color:var(--ref)}
details{background:var(--bg1);border-radius:8px;margin:8px 0;padding:0 12px}
summary{cursor:pointer;padding:8px 0;color:var(--hi);font-weight:600}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
details table{margin-bottom:12px}
.hand{color:var(--accent)}
@media print{:root{--bg0:#fff;--bg1:#fff;--bg2:#f1f3f5;--bg3:#e6e9ec;--line:#c9d0d7;--hi:#000;--text:#1a1f24;--lo:#4c5762;--accent:#00639c;--ref:#9a5f00;--pass:#00664a;--warn:#7a5c00;--fail:#b3261e}details{break-inside:avoid}}
`.trim();

namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>What stands before a page's content: its styles, light and dark, and nothing from elsewhere.</summary>
internal static class PageHead
{
    /// <summary>The head up to where rules of colours follow.</summary>
    public const string Begin = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>Fairlead simulation</title>
        <style>
        :root { color-scheme: light dark; --ink: #1c2430; --dim: #5d6875; --line: #e1e6ec; --rule: #9aa5b1;
            --page: #fff; --tone: 43%; --good: #d9efdd; --warn: #fbeec6; --bad: #f8d3cd; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --dim: #98a4b3; --line: #2a333f; --rule: #5c6875;
            --page: #151a21; --tone: 66%; --good: #1d4128; --warn: #4a3d10; --bad: #572620; } }
        body { font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 1240px; margin: 2rem auto; padding: 0 1rem; }
        h1 { margin-bottom: .2rem; } h2 { margin: 3rem 0 .2rem; } h3 { margin: 1.4rem 0 .3rem; font-size: 1rem; } a { color: inherit; }
        p { margin: .2rem 0 1rem; color: var(--dim); } nav a { margin-right: .9rem; white-space: nowrap; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; } th { color: var(--dim); font-weight: 600; }
        .heat th, .heat td { padding: .15rem .45rem; font-size: 12px; } 
        .heat th { max-width: 5.2rem; white-space: normal; vertical-align: bottom; }
        .best { background: var(--good); } .fair { background: none; } .poor { background: var(--warn); } .far { background: var(--bad); }
        p .best, p .fair, p .poor, p .far { padding: 0 .35rem; color: var(--ink); }
        .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 1.2rem 1.5rem; margin-top: .6rem; }
        figure { margin: 0; } figcaption { font-weight: 600; } figcaption small { color: var(--dim); font-weight: 400; }
        .key { line-height: 1.9; } .key span { margin-right: 1rem; white-space: nowrap; color: var(--ink); }
        .key svg { width: 26px; height: 12px; vertical-align: -1px; margin-right: .3rem; }
        figure svg { display: block; width: 100%; height: auto; margin-top: .3rem; }
        svg text { fill: var(--ink); font-size: 11px; } svg .tick, svg .note { fill: var(--dim); }
        svg .mid { text-anchor: middle; } svg .end, svg .name { text-anchor: end; }
        svg .grid { stroke: var(--line); } svg .axis { stroke: var(--rule); } svg .guide { stroke: var(--rule); stroke-dasharray: 1 3; }
        svg .line { fill: none; stroke: var(--c); stroke-width: 1.5; stroke-linejoin: round; } svg .line.base { stroke-dasharray: 4 2; }
        svg .span { stroke: var(--c); stroke-width: 2; opacity: .45; } svg .incident { fill: var(--c); opacity: .13; }
        svg .bar, svg .q99 { fill: var(--c); stroke: var(--c); stroke-width: 1.5; } svg .bar.base, svg .q99.base { fill-opacity: .25; }
        svg .q50 { fill: var(--c); } svg .q999 { fill: var(--page); stroke: var(--c); stroke-width: 1.5; }

        """;

    /// <summary>What follows them.</summary>
    public const string End = """
        </style>
        </head>
        <body>
        <h1>Fairlead simulation</h1>

        """;
}

using System.Globalization;
using System.Net;
using System.Text;

namespace EventEdge.Measure.Results;

/// <summary>Panels of horizontal bars as SVG, each panel to a scale of its own: EventEdge beside its peers.</summary>
internal sealed class BarChart
{
    private const int Width = 760;
    private const int LabelWidth = 250;
    private const int BarHeight = 18;
    private const int RowHeight = 24;
    private const int TitleHeight = 34;

    private readonly StringBuilder _svg = new();
    private int _y = 10;

    /// <summary>Adds a panel; our own bars (names that begin with <c>eventedge</c>) are coloured.</summary>
    public void Add(string title, IReadOnlyList<ResultLine> bars)
    {
        if (bars.Count == 0) return;
        Text(10, _y + 20, title, "font-weight=\"bold\"");
        _y += TitleHeight;
        var longest = bars.Max(bar => bar.Value);
        foreach (var bar in bars) AddBar(bar, bar.Value / longest);
        _y += 10;
    }

    /// <summary>The whole picture.</summary>
    public string Finish() =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {_y}" font-family="sans-serif" font-size="13">"""
        + $"""<rect width="{Width}" height="{_y}" fill="#ffffff"/>""" + _svg + "</svg>\n";

    private void AddBar(ResultLine bar, double share)
    {
        var width = Math.Max(2, (int)(share * (Width - LabelWidth - 130)));
        var colour = bar.Name.StartsWith("eventedge", StringComparison.Ordinal) ? "#2563a8" : "#a9b2bd";
        Text(10, _y + 14, bar.Name, string.Empty);
        _svg.Append(
            CultureInfo.InvariantCulture, $"""<rect x="{LabelWidth}" y="{_y}" width="{width}" height="{BarHeight}" fill="{colour}"/>""");
        Text(LabelWidth + width + 6, _y + 14, string.Create(CultureInfo.InvariantCulture, $"{bar.Value:#,0.##} {bar.Unit}"),
            "fill=\"#444444\"");
        _y += RowHeight;
    }

    private void Text(int x, int y, string text, string style) =>
        _svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x}" y="{y}" {style}>{WebUtility.HtmlEncode(text)}</text>""");
}

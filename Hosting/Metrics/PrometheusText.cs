using System.Globalization;
using System.Text;
using EventEdge.Contracts.Texts;

namespace EventEdge.Hosting.Metrics;

/// <summary>Writes the Prometheus text exposition format, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _page = new(4096);
    private readonly HashSet<string> _families = new(StringComparer.Ordinal);
    private string _name = string.Empty;

    /// <summary>Begins a counter; its name ends in <c>_total</c>.</summary>
    public PrometheusText Counter(string name, string help) => Family(name, "counter", help);

    /// <summary>Begins a gauge.</summary>
    public PrometheusText Gauge(string name, string help) => Family(name, "gauge", help);

    /// <summary>Begins a histogram; its samples are parts.</summary>
    public PrometheusText Histogram(string name, string help) => Family(name, "histogram", help);

    /// <summary>A sample of the family begun last.</summary>
    public PrometheusText Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels) =>
        Part(string.Empty, value, labels);

    /// <summary>A sample of the family begun last whose name says more: <c>_bucket</c>, <c>_sum</c>, <c>_count</c>.</summary>
    public PrometheusText Part(string suffix, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _page.Append(_name).Append(suffix);
        for (var i = 0; i < labels.Length; i++)
        {
            _page.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
            Escape(VisibleText.OfLines(labels[i].Value), quoted: true);
            _page.Append('"');
        }

        if (labels.Length > 0) _page.Append('}');
        _page.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    public override string ToString() => _page.ToString();

    private PrometheusText Family(string name, string type, string help)
    {
        _name = name;
        if (!_families.Add(name)) throw new InvalidOperationException($"the family {name} stands on the page already");
        _page.Append("# HELP ").Append(name).Append(' ');
        Escape(help, quoted: false);
        _page.Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private void Escape(string text, bool quoted)
    {
        foreach (var character in text)
        {
            _ = character switch
            {
                '\\' => _page.Append(@"\\"),
                '\n' => _page.Append(@"\n"),
                '"' when quoted => _page.Append("\\\""),
                _ => _page.Append(character),
            };
        }
    }
}

using System.Text.RegularExpressions;
using EventEdge.FunctionDispatcher.Discovery.Yaml;

namespace EventEdge.FunctionDispatcher.Discovery.Payloads;

/// <summary>InfluxDB line protocol; what its timestamps count is told by how many digits they have.</summary>
internal sealed partial class LineProtocolProbe : IPayloadProbe
{
    private static readonly (int Digits, string Precision)[] Precisions = [(19, "ns"), (16, "us"), (13, "ms"), (10, "s")];

    /// <inheritdoc />
    public PayloadForm? Probe(PayloadSamples samples)
    {
        if (samples.Texts is not { } texts || !texts.All(t => Line().IsMatch(t))) return null;
        var digits = texts.SelectMany(t => t.Split('\n')).Select(l => Timestamp().Match(l.TrimEnd())).Where(m => m.Success)
            .Select(m => m.Groups[1].Length).Distinct().ToList();
        var precision = digits.Count == 1 ? Array.Find(Precisions, p => p.Digits == digits[0]).Precision : null;
        var form = new PayloadForm("line_protocol", "InfluxDB line protocol");
        if (precision is not (null or "ns")) form = form with { Settings = new FlowMap { { "precision", precision } } };
        if (digits.Count > 0 && precision is null) form = form with { Doubt = "what its timestamps count cannot be told: see precision" };
        return samples.Confirm(form);
    }

    [GeneratedRegex(@"\A[A-Za-z_][^,\s=]*(,[^\s=,]+=[^\s,]+)*\s+[^\s=,]+=[^\s]")]
    private static partial Regex Line();

    [GeneratedRegex(@"\s(\d{9,20})$")]
    private static partial Regex Timestamp();
}

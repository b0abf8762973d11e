using System.Text.Json;

namespace EventEdge.Measure.Results;

/// <summary>One figure of one run.</summary>
/// <param name="Suite">Which suite of <c>bench/run.sh</c>.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Metric">Which property of it.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Peer">What it is compared with; empty when there is none.</param>
/// <param name="Ratio">Value over the peer's value; 0 when there is no peer.</param>
internal sealed record ResultLine(string Suite, string Name, string Metric, double Value, string Unit, string Peer = "", double Ratio = 0)
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The lines of a file, in its order.</summary>
    public static IReadOnlyList<ResultLine> ReadAll(string path) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<ResultLine>(line, Form)!)];

    /// <summary>Prints the line.</summary>
    public void Print() => Console.WriteLine(JsonSerializer.Serialize(this, Form));
}

using System.Globalization;

namespace EventEdge.Soak;

/// <summary>What one run does.</summary>
/// <param name="Hours">Hours the node lives through.</param>
/// <param name="Minutes">Minutes that takes.</param>
/// <param name="Rate">Messages a second on the clock of the wall.</param>
/// <param name="Directory">Where the node keeps its data.</param>
/// <param name="Port">Of the node; for the load.</param>
/// <param name="NodeEpoch">What the node's clock said, in milliseconds since 1970, when the wall's said <paramref name="WallEpoch"/>; for
/// the load.</param>
/// <param name="WallEpoch">See <paramref name="NodeEpoch"/>.</param>
internal sealed record SoakOptions(double Hours, double Minutes, int Rate, string Directory, int Port, long NodeEpoch, long WallEpoch)
{
    public const string Usage = "Usage: EventEdge.Soak run|load [--hours-equivalent N] [--minutes N] [--rate N] [--directory DIR]";

    /// <summary>How much faster the node's time goes than the wall's.</summary>
    public double Factor => Hours * 60 / Minutes;

    /// <summary>How long it takes.</summary>
    public TimeSpan Duration => TimeSpan.FromMinutes(Minutes);

    /// <exception cref="FormatException">Not a run.</exception>
    public static SoakOptions Parse(IEnumerable<string> arguments)
    {
        var values = arguments.Chunk(2)
            .ToDictionary(pair => pair[0], pair => pair.Length == 2 ? pair[1] : throw new FormatException($"{pair[0]} has no value"));
        return new(
            Number(values, "--hours-equivalent", 8),
            Number(values, "--minutes", 10),
            (int)Number(values, "--rate", 20_000),
            values.GetValueOrDefault("--directory", string.Empty),
            (int)Number(values, "--port", 0),
            (long)Number(values, "--node-epoch", 0),
            (long)Number(values, "--wall-epoch", 0));
    }

    /// <summary>What the load's process is told.</summary>
    public string[] ToArguments() =>
    [
        "load", "--hours-equivalent", Text(Hours), "--minutes", Text(Minutes), "--rate", Text(Rate), "--port", Text(Port),
        "--node-epoch", Text(NodeEpoch), "--wall-epoch", Text(WallEpoch),
    ];

    private static double Number(Dictionary<string, string> values, string name, double otherwise)
    {
        if (!values.TryGetValue(name, out var text)) return otherwise;
        return double.TryParse(text, CultureInfo.InvariantCulture, out var value)
            && value >= 0 ? value : throw new FormatException($"{name} is a number, not '{text}'");
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

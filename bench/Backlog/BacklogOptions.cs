using System.Globalization;

namespace EventEdge.Backlog;

/// <summary>What one run does.</summary>
/// <param name="Records">Results that wait before the link is restored.</param>
/// <param name="Directory">Where the node keeps them.</param>
/// <param name="RabbitMq">The broker between edge and cloud; null for the in-memory bus.</param>
/// <param name="FillRate">Events a second while the link is cut; 0 for as many as the node takes.</param>
/// <param name="DrainLimit">How long the way down is watched.</param>
internal sealed record BacklogOptions(long Records, string Directory, Uri? RabbitMq, int FillRate, TimeSpan DrainLimit)
{
    public const string Usage = "Usage: EventEdge.Backlog --records N --directory DIR [--rabbitmq URI] [--fill-rate N] [--drain-seconds N]";

    /// <exception cref="FormatException">Not a run.</exception>
    public static BacklogOptions Parse(string[] arguments)
    {
        if (arguments.Length % 2 != 0) throw new FormatException("every option has a value");
        var values = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        return new(
            long.Parse(values.GetValueOrDefault("--records", "20000000"), CultureInfo.InvariantCulture),
            values.GetValueOrDefault("--directory") ?? throw new FormatException("--directory is missing"),
            values.TryGetValue("--rabbitmq", out var uri) ? new Uri(uri) : null,
            int.Parse(values.GetValueOrDefault("--fill-rate", "0"), CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(int.Parse(values.GetValueOrDefault("--drain-seconds", "3600"), CultureInfo.InvariantCulture)));
    }
}

using System.Globalization;
using EventEdge.Cli;
using EventEdge.FunctionDispatcher.Configuration.Shapes;
using EventEdge.Settings.Values;
using Microsoft.Extensions.Configuration;

namespace EventEdge.Settings;

/// <summary>The settings of one run, read as types; what cannot be read ends the command with the flag's name and an example.</summary>
/// <param name="values">What all sources say.</param>
/// <param name="flags">Keys of what is written on the command line, and meant for this command therefore.</param>
internal sealed class ResolvedSettings(IConfiguration values, IReadOnlySet<string> flags)
{
    public string? Text(Setting setting)
    {
        if (values[setting.Key] is not { Length: > 0 } value) return null;
        return value.Any(char.IsControl) ? throw CommandFailure.BadInput($"{setting.Flag}: there is a control character in its value")
            : value;
    }

    /// <summary>Whether it is written on the command line; a variable or a file may be there for the node beside the tool.</summary>
    public bool IsFlag(Setting setting) => flags.Contains(setting.Key);


    public HostPort Address(Setting setting, string fallback) => Address(setting, fallback, Text(setting) ?? fallback);

    /// <summary>A place to listen at; null when none is given.</summary>
    public HostPort? OptionalAddress(Setting setting, string example) => Text(setting) is { } text ? Address(setting, example, text) : null;

    /// <summary>A URI of one of the schemes; user and password in it are refused, because URIs end up in logs.</summary>
    public Uri? Address(Setting setting, string example, params ReadOnlySpan<string> schemes)
    {
        if (Text(setting) is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !schemes.Contains(uri.Scheme) || uri.Host.Length == 0)
        {
            throw CommandFailure.BadInput($"{setting.Flag}: '{text}' is not an address such as {example}");
        }

        return uri.UserInfo.Length == 0
            ? uri
            : throw CommandFailure.BadInput(
                $"{setting.Flag}: leave user and password out of the address; there are flags for the name and for a password file");
    }

    /// <summary>A size in bytes, not below the smallest.</summary>
    public long Size(Setting setting, long smallest, long fallback)
    {
        if (Text(setting) is not { } text) return fallback;
        return Quantity.TryParseSize(text, out var bytes) && bytes >= smallest
            ? bytes
            : throw CommandFailure.BadInput(
                $"{setting.Flag}: '{text}' is not a size of at least {Quantity.FormatSize(smallest)}, such as 64MiB");
    }

    /// <summary>A number a second, more than none; null when not set.</summary>
    public double? Rate(Setting setting)
    {
        if (Text(setting) is not { } text) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate > 0 && double.IsFinite(rate)
            ? rate
            : throw CommandFailure.BadInput($"{setting.Flag}: '{text}' is not a number above 0");
    }

    /// <summary>A whole number within limits; null when not set.</summary>
    public int? Count(Setting setting, int least, int most)
    {
        if (Text(setting) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least && count <= most
            ? count
            : throw CommandFailure.BadInput($"{setting.Flag}: '{text}' is not a number from {least} to {most}");
    }

    /// <summary>A duration, not below the shortest; null when not set.</summary>
    public TimeSpan? Duration(Setting setting, TimeSpan shortest)
    {
        if (Text(setting) is not { } text) return null;
        return DurationText.TryParse(text, out var duration) && duration >= shortest
            ? duration
            : throw CommandFailure.BadInput($"{setting.Flag}: '{text}' is not a time of at least {Quantity.Format(shortest)}, such as 1m");
    }

    private static HostPort Address(Setting setting, string example, string text) => HostPort.TryParse(text, out var address)
        ? address
        : throw CommandFailure.BadInput($"{setting.Flag}: '{text}' is not HOST:PORT, such as {example}");

    public string? Secret(Setting setting)
    {
        if (Text(setting) is not { } path) return null;
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.BadInput($"{setting.Flag}: cannot read {path}");
        }
    }

    public T OneOf<T>(Setting setting, T fallback) where T : struct, Enum
    {
        if (Text(setting) is not { } text) return fallback;
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        }

        throw CommandFailure.BadInput($"{setting.Flag}: '{text}' is none of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
    }
}

using System.Collections;

namespace EventEdge.Cli;

/// <summary>What surrounds a command: its streams, its environment, its clock. Tests hand in another one.</summary>
internal sealed record Shell
{
    public required Stream Input { get; init; }

    /// <summary>The style of <see cref="Bold"/>.</summary>
    public const string BoldStyle = "\u001b[1m";

    /// <summary>The style of <see cref="Quiet"/>.</summary>
    public const string QuietStyle = "\u001b[2m";

    /// <summary>No style.</summary>
    public const string PlainStyle = "\u001b[0m";

    public required TextWriter Output { get; init => field = new InertWriter(value); }

    public required TextWriter Error { get; init => field = new InertWriter(value); }

    /// <summary>Asks the person at the terminal for a text that is not shown; null when nobody is there.</summary>
    public Func<string, string>? AskPassword { get; init; }

    /// <summary>Whether a person reads standard error: only then is progress shown.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether colour may be used on standard output: a terminal, and NO_COLOR is not set.</summary>
    public bool Color { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required TimeProvider Time { get; init; }

    public static Shell OfProcess()
    {
        var environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? string.Empty, StringComparer.Ordinal);
        return new()
        {
            Input = Console.OpenStandardInput(),
            Output = Console.Out,
            Error = Console.Error,
            AskPassword = Console.IsInputRedirected ? null : PasswordPrompt.Ask,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Color = !Console.IsOutputRedirected && !environment.TryGetValue("NO_COLOR", out _),
            Environment = environment,
            Time = TimeProvider.System,
        };
    }

    /// <summary>The text in bold where colour may be used.</summary>
    public string Bold(string text) => Color ? $"{BoldStyle}{text}{PlainStyle}" : text;

    /// <summary>The text in grey where colour may be used.</summary>
    public string Quiet(string text) => Color ? $"{QuietStyle}{text}{PlainStyle}" : text;
}

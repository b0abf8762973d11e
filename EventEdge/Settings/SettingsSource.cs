using System.CommandLine;
using EventEdge.Cli;
using Microsoft.Extensions.Configuration;

namespace EventEdge.Settings;

/// <summary>Lays the sources over each other: flags over <c>EVENTEDGE__…</c> variables over the settings file over the
/// variables of OpenTelemetry.</summary>
internal static class SettingsSource
{
    /// <summary>What every variable that is a setting begins with.</summary>
    public const string Prefix = "EVENTEDGE__";

    public static ResolvedSettings Resolve(
        RunnableCommand command, ParseResult parsed, IReadOnlyDictionary<string, Option<string?>> flags, IReadOnlyDictionary<string,
        string> environment)
    {
        SettingsCheck.Variables(command, parsed.RootCommandResult.Command, environment);
        var given = flags.Where(flag => parsed.GetResult(flag.Value) is { Implicit: false })
            .ToDictionary(flag => flag.Key, flag => parsed.GetValue(flag.Value), StringComparer.OrdinalIgnoreCase);
        var variables = Variables(environment);
        var file = given.GetValueOrDefault(KnownSettings.Config.Key) ?? variables.GetValueOrDefault(KnownSettings.Config.Key);
        var sources = new ConfigurationBuilder().AddInMemoryCollection(TelemetrySettings.FromStandard(environment));
        if (file is not null)
        {
            var pairs = SettingsFile.Read(file);
            SettingsCheck.File(command, parsed.RootCommandResult.Command, file, pairs.Select(pair => pair.Key));
            sources.AddInMemoryCollection(pairs);
        }

        return new(sources.AddInMemoryCollection(variables).AddInMemoryCollection(given).Build(),
            given.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    private static Dictionary<string, string?> Variables(IReadOnlyDictionary<string, string> environment)
    {
        var variables = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in environment.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!variables.TryAdd(name[Prefix.Length..], value))
                throw CommandFailure.BadInput($"the variable {name} is there twice, in capitals and in small letters; leave one out");
        }

        return variables;
    }
}

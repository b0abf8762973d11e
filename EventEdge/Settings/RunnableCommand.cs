using System.CommandLine;
using EventEdge.Cli;

namespace EventEdge.Settings;

/// <summary>A verb with its settings: each of them is a flag here, and a variable or a line of the settings file everywhere.</summary>
internal abstract class RunnableCommand : Command
{
    private readonly Dictionary<string, Option<string?>> _settings = new(StringComparer.OrdinalIgnoreCase);

    protected RunnableCommand(Shell shell, string name, string description, params ReadOnlySpan<Setting> settings) : base(name, description)
    {
        Shell = shell;
        foreach (var setting in settings) AddSetting(setting);
        AddSetting(KnownSettings.Config);
        SetAction((parsed, cancellation) => RunAsync(
            parsed, SettingsSource.Resolve(this, parsed, _settings, shell.Environment), cancellation));
    }

    /// <summary>
    /// Whether it runs a node: then a setting that it does not use is an error, as the node would silently be another one than was meant.
    /// </summary>
    public virtual bool RunsNode => false;

    protected Shell Shell { get; }

    /// <summary>The keys of its settings.</summary>
    public IEnumerable<string> Keys => _settings.Keys;

    /// <summary>Whether a setting, by its key, means something to this verb.</summary>
    public bool Uses(string key) => _settings.ContainsKey(key);

    /// <summary>Does the verb's work; the result is the exit code.</summary>
    protected abstract Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellation);

    /// <summary>A flag of this verb alone, which no file or variable sets.</summary>
    protected Option<T> Flag<T>(string name, string valueName, string description)
    {
        var option = new Option<T>(name) { HelpName = valueName, Description = description };
        Options.Add(option);
        return option;
    }

    /// <summary>A switch of this verb alone.</summary>
    protected Option<bool> Switch(string name, string description)
    {
        var option = new Option<bool>(name) { Description = description };
        Options.Add(option);
        return option;
    }

    private void AddSetting(Setting setting)
    {
        var option = setting.ToOption();
        Options.Add(option);
        _settings.Add(setting.Key, option);
    }
}

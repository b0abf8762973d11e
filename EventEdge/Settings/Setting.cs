using System.CommandLine;

namespace EventEdge.Settings;

/// <summary>
/// One setting of the program under its three names: the flag <c>--rabbitmq-user</c>, the variable <c>EVENTEDGE__RABBITMQ_USER</c> and the
/// key <c>rabbitmq_user</c> of a settings file.
/// </summary>
internal sealed class Setting
{
    public Setting(string name, string valueName, string description)
    {
        Flag = $"--{name}";
        Key = name.Replace('-', '_');
        ValueName = valueName;
        Description = description;
    }

    public string Flag { get; }

    public string Key { get; }

    public string ValueName { get; }

    public string Description { get; }

    /// <summary>The flag as a command takes it; the value stays text until every source is known.</summary>
    public Option<string?> ToOption() => new(Flag) { HelpName = ValueName, Description = Description };
}

using EventEdge.FunctionDispatcher.Configuration;
using EventEdge.FunctionDispatcher.Configuration.Shapes;

namespace EventEdge.FunctionDispatcher.Announcements.HomeAssistant;

/// <summary>Home Assistant: each field of a result becomes an entity, each series a device (MQTT discovery).</summary>
public sealed record HomeAssistantConfig : DiscoveryConfig
{
    /// <summary>What the topics of its discovery begin with, as it is set there. Default <c>homeassistant</c>.</summary>
    [Form("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*", 128)]
    public string? Prefix { get; init; }

    /// <summary>
    /// What is to be said of fields of the result, such as <c>{ temperature_mean: { unit: °C, device_class: temperature } }</c>. Default:
    /// what their names and the declared units say.
    /// </summary>
    public IReadOnlyDictionary<string, HomeAssistantFieldConfig>? Fields { get; init; }

    /// <summary>The only fields that become entities. Default: all but <c>…_previous</c> and <c>final</c>.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <inheritdoc />
    public override string Name => "home_assistant";

    /// <inheritdoc />
    public override string BirthTopic => $"{PrefixInUse}/status";

    /// <summary>What the topics begin with.</summary>
    internal string PrefixInUse => Prefix ?? "homeassistant";
}

/// <summary>What is to be said of a field.</summary>
public sealed record HomeAssistantFieldConfig
{
    /// <summary>The entity's name. Default: the field's, with blanks.</summary>
    [Form("[^\\x00-\\x1f]+", 128)]
    public string? Name { get; init; }

    /// <summary>Its unit, as Home Assistant writes it. Default: that which <c>fields</c> declares.</summary>
    [Form("[^\\x00-\\x1f]+", 32)]
    public string? Unit { get; init; }

    /// <summary>Its device class, such as <c>temperature</c>. Default: what unit and name say.</summary>
    [Form("[a-z][a-z0-9_]*", 64)]
    public string? DeviceClass { get; init; }

    /// <summary>What its statistics are made of. Default: <c>measurement</c> for numbers, <c>total_increasing</c> for energy that is
    /// counted up.</summary>
    public HomeAssistantStateClass? StateClass { get; init; }
}

/// <summary>What statistics of an entity are made of.</summary>
public enum HomeAssistantStateClass
{
    /// <summary>A value at the moment.</summary>
    Measurement,

    /// <summary>A total that may fall.</summary>
    Total,

    /// <summary>A total that grows until it is reset.</summary>
    TotalIncreasing,

    /// <summary>No statistics.</summary>
    None,
}

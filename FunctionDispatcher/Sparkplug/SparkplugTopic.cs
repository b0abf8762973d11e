namespace EventEdge.FunctionDispatcher.Sparkplug;

/// <summary>What a message of Sparkplug is.</summary>
internal enum SparkplugMessage
{
    /// <summary>One that says nothing of metrics: a command, or the state of a host application.</summary>
    Other,
    NBIRTH,
    NDATA,
    NDEATH,
    DBIRTH,
    DDATA,
    DDEATH,
}

/// <summary>The topic of a message: <c>spBv1.0/GROUP/MESSAGE/NODE[/DEVICE]</c>.</summary>
internal readonly record struct SparkplugTopic(SparkplugMessage Message, string Group, string EdgeNode, string Device)
{
    /// <summary>The first level of every topic.</summary>
    public const string Namespace = "spBv1.0";

    public bool IsBirth => Message is SparkplugMessage.NBIRTH or SparkplugMessage.DBIRTH;

    public bool IsDeath => Message is SparkplugMessage.NDEATH or SparkplugMessage.DDEATH;

    /// <summary>Node and device, for messages.</summary>
    public string Sender => Device.Length == 0 ? $"{Group}/{EdgeNode}" : $"{Group}/{EdgeNode}/{Device}";

    /// <summary>The topic on which a node is told something.</summary>
    public static string CommandOf(string group, string edgeNode) => $"{Namespace}/{group}/NCMD/{edgeNode}";

    /// <summary>The topic on which a host application tells whether it is there.</summary>
    public static string StateOf(string host) => $"{Namespace}/STATE/{host}";

    /// <summary>The topic itself.</summary>
    public override string ToString() => Device.Length == 0
        ? $"{Namespace}/{Group}/{Message}/{EdgeNode}" : $"{Namespace}/{Group}/{Message}/{EdgeNode}/{Device}";

    /// <summary>Reads a topic; says what is wrong, or null.</summary>
    public static string? Read(string topic, out SparkplugTopic result)
    {
        result = default;
        var levels = topic.Split('/');
        if (levels[0] != Namespace) return $"the topic does not begin with {Namespace}/";
        if (levels is [_, "STATE", _]) return null;
        if (levels.Length is not (4 or 5) || levels.Any(l => l.Length == 0))
            return $"the topic has not the form {Namespace}/GROUP/MESSAGE/NODE or {Namespace}/GROUP/MESSAGE/NODE/DEVICE";
        var isDevice = levels.Length == 5;
        if (levels[2] is "NCMD" or "DCMD") return null;
        if (!Enum.TryParse(levels[2], out SparkplugMessage message) || message == SparkplugMessage.Other || char.IsAsciiDigit(levels[2][0]))
            return $"'{(levels[2].Length <= 40 ? levels[2] : levels[2][..40])}' is no message of Sparkplug B";
        if (isDevice != message >= SparkplugMessage.DBIRTH)
            return $"{message} is a message of {(isDevice ? "a node, and the topic names a" : "a device, and the topic names no")} device";
        result = new(message, levels[1], levels[3], isDevice ? levels[4] : string.Empty);
        return null;
    }
}

namespace EventEdge.FunctionDispatcher.Functions.Alarm;

/// <summary>What <c>alarm</c> is asked for.</summary>
internal sealed record AlarmConfig
{
    /// <summary>The level of a key without an alarm.</summary>
    public const string Normal = "normal";

    /// <summary>Most levels.</summary>
    public const int LevelLimit = 16;

    /// <summary>The field watched. Required.</summary>
    public required string Field { get; init; }

    /// <summary>The levels, the least urgent first. Required.</summary>
    public required IReadOnlyList<AlarmLevel> Levels { get; init; }

    /// <summary>Whether values above the limits are alarms, else those below.</summary>
    public bool IsAbove { get; init; }

    /// <summary>Distance from its limit at which a level ends. Default 0.</summary>
    public double Hysteresis { get; init; }

    /// <summary>A higher level must last so long. Default: it begins at once.</summary>
    public TimeSpan OnDelay { get; init; }

    /// <summary>A lower level must last so long. Default: it begins at once.</summary>
    public TimeSpan OffDelay { get; init; }

    /// <summary>How reminders and acknowledgement go on while an alarm lasts.</summary>
    public required AlarmReminders Reminders { get; init; }

    /// <summary>When changes are so many that they are told no more; null: never.</summary>
    public AlarmFlapping? Flapping { get; init; }

    /// <summary>Reads the settings; what is wrong is reported there.</summary>
    public static AlarmConfig Read(FunctionSettings settings)
    {
        var field = settings.Field("field");
        settings.Has("above");
        settings.Has("below");
        var names = settings.Section("levels");
        if (new[] { settings.Has("above"), settings.Has("below"), names.Count > 0 }.Count(given => given) != 1)
            settings.Report("exactly one of 'above', 'below' and 'levels' is required");
        var isAbove = names.Count > 0 ? settings.Choice("direction", "above", "below") == "above" : !settings.Has("below");
        return new()
        {
            Field = field,
            IsAbove = isAbove,
            Levels = names.Count > 0
                ? LevelsOf(settings, names, isAbove)
                : [new("alarm", settings.Number(isAbove ? "above" : "below") ?? 0)],
            Hysteresis = settings.NotNegative("hysteresis"),
            OnDelay = settings.Duration("on_delay") ?? default,
            OffDelay = settings.Duration("off_delay") ?? default,
            Reminders = AlarmReminders.Read(settings),
            Flapping = AlarmFlapping.Read(settings),
        };
    }

    /// <summary>The level of a value while another is in force: 0 for none, else one more than its index.</summary>
    public int LevelOf(double value, int active)
    {
        for (var level = Levels.Count; level > 0; level--)
        {
            var limit = Levels[level - 1].Limit;
            if (level <= active) limit += IsAbove ? -Hysteresis : Hysteresis;
            if (IsAbove ? value > limit : value < limit) return level;
        }

        return 0;
    }

    /// <summary>The name of a level.</summary>
    public string NameOf(int level) => level == 0 ? Normal : Levels[level - 1].Name;

    private static List<AlarmLevel> LevelsOf(FunctionSettings settings, IReadOnlyList<string> names, bool isAbove)
    {
        var levels = names.Select(name => new AlarmLevel(name, settings.Number($"levels.{name}") ?? 0)).ToList();
        if (names.Contains(Normal)) settings.Report($"'levels.{Normal}' is the level of no alarm: name it otherwise");
        if (levels.Count > LevelLimit) settings.Report($"'levels' must be at most {LevelLimit}, not {levels.Count}");
        for (var i = 1; i < levels.Count; i++)
        {
            if (isAbove ? levels[i].Limit > levels[i - 1].Limit : levels[i].Limit < levels[i - 1].Limit) continue;
            settings.Report($"'levels.{levels[i].Name}' ({levels[i].Limit}) must lie {(isAbove ? "above" : "below")} "
                + $"'levels.{levels[i - 1].Name}' ({levels[i - 1].Limit}): the least urgent comes first");
        }

        return levels;
    }
}

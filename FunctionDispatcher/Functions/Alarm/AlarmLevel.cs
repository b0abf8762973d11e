namespace EventEdge.FunctionDispatcher.Functions.Alarm;

/// <summary>A level of an alarm and the limit beyond which it begins.</summary>
internal readonly record struct AlarmLevel(string Name, double Limit);

using EventEdge.Contracts.Events;

namespace EventEdge.FunctionDispatcher.Decoders.Senml;

/// <summary>A resolved record: base values applied. What it has not is missing.</summary>
/// <param name="Name">The whole name.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Kind">Which of the four values it has.</param>
/// <param name="Value">The value.</param>
/// <param name="Sum">The sum of values over time.</param>
/// <param name="Time">Seconds since 1970; below 2^28 seconds from the time of receipt, as the standard has it.</param>
/// <param name="UpdateTime">Seconds until the next one at the latest.</param>
internal readonly record struct SenmlRecord(
    string Name, FieldValue Unit, SenmlLabel Kind, FieldValue Value, FieldValue Sum, double Time, FieldValue UpdateTime);

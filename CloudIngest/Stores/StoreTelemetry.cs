using Microsoft.Extensions.Logging;

namespace EventEdge.CloudIngest.Stores;

/// <summary>What a store does not take as it is given.</summary>
internal static partial class StoreTelemetry
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The store {Store} has field {Field} of measurement {Measurement} as {Type}: "
        + "values of another type are left out of their points from now on")]
    public static partial void FieldRefused(this ILogger log, string store, string measurement, string field, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Field {Field} of measurement {Measurement} has whole numbers that no float holds: "
        + "the store {Store} keeps the nearest ones")]
    public static partial void FieldRounded(this ILogger log, string store, string measurement, string field);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The store {Store} does not delete points: fields that a correction no longer carries keep their former values: {Error}")]
    public static partial void FieldsStay(this ILogger log, string store, string error);
}

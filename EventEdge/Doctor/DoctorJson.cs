using System.Text.Json;
using System.Text.Json.Serialization;
using EventEdge.Cli;
using EventEdge.Doctor.Checks;

namespace EventEdge.Doctor;

/// <summary>Findings as JSON: one object a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(FindingStateConverter)])]
[JsonSerializable(typeof(Finding))]
internal sealed partial class DoctorJson : JsonSerializerContext
{
    /// <inheritdoc cref="ReadableJson"/>
    public static DoctorJson Readable { get; } = new(Form());

    private static JsonSerializerOptions Form()
    {
        var options = ReadableJson.Options();
        options.Converters.Add(new FindingStateConverter());
        return options;
    }
}

internal sealed class FindingStateConverter() : JsonStringEnumConverter<FindingState>(JsonNamingPolicy.SnakeCaseLower);

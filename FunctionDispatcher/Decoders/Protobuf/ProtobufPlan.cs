using System.Text;
using EventEdge.FunctionDispatcher.Decoders.Items;
using EventEdge.FunctionDispatcher.Expressions;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>What a binding reads: a message of a descriptor set, and the way to the elements that are its events.</summary>
/// <param name="Message">The message.</param>
/// <param name="Each">The way; null where the message is one event.</param>
internal sealed record ProtobufPlan(ProtobufMessageType Message, IReadOnlyList<ProtobufField>? Each)
{
    /// <summary>Finds what settings name; says what is wrong, or null.</summary>
    public static string? Of(ProtobufDecoderConfig config, out ProtobufPlan? plan)
    {
        plan = null;
        if (config.Content is null) return $"the schema '{config.File}' was not read";
        if (ProtobufSchema.Read(config.Content, out var schema) is { } error) return $"'{config.File}': {error}";
        if (schema.Find(config.Message) is not { } message)
        {
            var nearest = Spelling.Nearest(config.Message, schema.MessageNames);
            return $"'{config.File}' has no message '{config.Message}'"
                + (nearest is null ? string.Empty : $"; did you mean '{nearest}'?");
        }

        if (config.Each is null)
        {
            plan = new(message, null);
            return null;
        }

        var way = new List<ProtobufField>();
        if (Follow(message, EachPath.Parse(config.Each), way) is { } wrong) return $"'each': {wrong}";
        plan = new(message, way);
        return null;
    }

    private static string? Follow(ProtobufMessageType message, byte[][] path, List<ProtobufField> way)
    {
        for (var i = 0; i < path.Length; i++)
        {
            var name = Encoding.UTF8.GetString(path[i]);
            if (message.Fields.Find(f => f.Name == name) is not { } field) return $"{message.Name} has no field '{name}'";
            var isLast = i == path.Length - 1;
            if (field.Message is null || field.Message.IsMapEntry || field.IsRepeated != isLast)
                return $"'{name}' of {message.Name} is no {(isLast ? "repeated" : "single")} message";
            way.Add(field);
            message = field.Message;
        }

        return null;
    }
}

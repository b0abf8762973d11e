using System.Reflection;
using EventEdge.Contracts.Faults;

namespace EventEdge.Torture.Faults;

/// <summary>A place on the way of a message, as the product's own list has it.</summary>
/// <param name="Name">As the fuse calls it.</param>
/// <param name="How">How it is come to.</param>
internal sealed record Place(string Name, ReachedAttribute How)
{
    /// <summary>Every place there is: a new one is tortured from its first day.</summary>
    public static IReadOnlyList<Place> All { get; } =
    [
        .. typeof(CrashPoint).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
            .Select(field => new Place((string)field.GetRawConstantValue()!, field.GetCustomAttribute<ReachedAttribute>() ?? new())),
    ];
}

namespace EventEdge.FunctionDispatcher.Functions.Numerics;

/// <summary>A value of an instant that is put in order and saved.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface ISample<TSelf> : IComparable<TSelf>
    where TSelf : struct, ISample<TSelf>
{
    /// <summary>Writes it.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    static abstract TSelf Load(BinaryReader reader);
}

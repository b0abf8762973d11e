namespace EventEdge.FunctionDispatcher.Decoders.Items;

/// <summary>How items are written. Never throws, and never looks behind the payload.</summary>
internal interface IItemFormat
{
    /// <summary>Its name in messages.</summary>
    static abstract string Title { get; }

    /// <summary>Reads one item, without the items inside it; says what is wrong, or null.</summary>
    /// <param name="payload">The whole message.</param>
    /// <param name="position">Where the item begins; then where the next one does. After an error, near what is wrong.</param>
    /// <param name="item">What it is.</param>
    static abstract string? Read(ReadOnlySpan<byte> payload, ref int position, out Item item);
}

using EventEdge.Contracts.Events;
using EventEdge.FunctionDispatcher.Components;
using EventEdge.FunctionDispatcher.Configuration;

namespace EventEdge.FunctionDispatcher.Decoders;

/// <summary>A format that messages may have. Its config record is derived from <see cref="DecoderConfig"/>.</summary>
public interface IDecoder : IConfiguredComponent
{
    /// <summary>What is wrong with the file that the settings name, in one sentence; null when it can be used. Must not throw.</summary>
    /// <param name="config">The settings, with the file's content.</param>
    string? CheckFile(DecoderConfig config) => null;

    /// <summary>
    /// What a binding keeps of the file that the settings name: the file itself, or what is made of it when it is read, once, so that a
    /// replay needs neither the file nor what it refers to. Must not throw.
    /// </summary>
    /// <param name="config">The settings.</param>
    /// <param name="file">The file's content.</param>
    /// <param name="read">Another file, by its path from the folder of that one; null when it cannot be read.</param>
    DecoderContent Prepare(DecoderConfig config, byte[] file, Func<string, byte[]?> read) => new(file, null);

    /// <summary>A decoder for one binding, or for one of the threads that read its messages.</summary>
    /// <param name="config">The settings; null where the binding names no decoder.</param>
    /// <param name="layout">The binding's layout: the slots that are wanted, those it gets later included.</param>
    /// <param name="keepsAll">Whether other fields get slots as they appear, up to <see cref="EventLayout.SlotLimit"/>.</param>
    IEventDecoder Create(DecoderConfig? config, EventLayout layout, bool keepsAll);
}

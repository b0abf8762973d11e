using System.Text.Json;

namespace EventEdge.Contracts.Frames.Codec;

/// <summary>The members of an object: which it may have, and which it had.</summary>
/// <param name="names">Those it may have, at most 32. Others are passed over.</param>
/// <param name="what">What the object is, for errors.</param>
internal struct FrameMembers(string[] names, string what)
{
    private int _seen;

    /// <summary>The place of the member whose name is at the reader; -1 for one that is not known.</summary>
    /// <exception cref="FrameFormatException">It came before.</exception>
    public int Find(ref Utf8JsonReader json)
    {
        for (var place = 0; place < names.Length; place++)
        {
            if (!json.ValueTextEquals(names[place])) continue;
            if ((_seen & (1 << place)) != 0) throw new FrameFormatException($"{what} has {names[place]} twice");
            _seen |= 1 << place;
            return place;
        }

        return -1;
    }

    /// <summary>Looks whether members were there.</summary>
    /// <exception cref="FrameFormatException">One was not.</exception>
    public readonly void Require(params ReadOnlySpan<string> required)
    {
        foreach (var name in required)
        {
            if ((_seen & (1 << Array.IndexOf(names, name))) == 0) throw new FrameFormatException($"{what} has no {name}");
        }
    }
}

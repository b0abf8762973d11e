using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace EventEdge.FunctionDispatcher.Functions.Numerics;

/// <summary>
/// A sum of doubles without rounding: a few doubles whose exact total is the exact total of everything added (J. R. Shewchuk, "Adaptive
/// Precision Floating-Point Arithmetic", 1997). Only reading it rounds, once and correctly, so the result depends neither on the order
/// nor on how partial sums were merged. Terms must be finite and small enough that no partial total overflows.
/// </summary>
internal struct ExactSum
{
    private const int InlineLimit = 3;

    private Parts _inline;
    private double[]? _spilled;
    private int _count;

    /// <summary>The sum, rounded to nearest, ties to even.</summary>
    public readonly double Value => Round(Terms);

    [UnscopedRef]
    private readonly ReadOnlySpan<double> Terms => (_spilled is null ? (ReadOnlySpan<double>)_inline : _spilled)[.._count];

    /// <summary>Adds a term.</summary>
    public void Add(double term)
    {
        var terms = _spilled is null ? (Span<double>)_inline : _spilled;
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            var (sum, error) = TwoSum(term, terms[i]);
            if (error != 0) terms[kept++] = error;
            term = sum;
        }

        _count = kept;
        if (term != 0) Append(term);
    }

    /// <summary>Adds the exact product of two doubles, unless its last bits lie below the smallest double.</summary>
    public void AddProduct(double left, double right)
    {
        var product = left * right;
        Add(product);
        Add(Math.FusedMultiplyAdd(left, right, -product));
    }

    /// <summary>Adds another sum.</summary>
    public void Add(in ExactSum other)
    {
        // A copy of the terms first: the other may be this very sum.
        ReadOnlySpan<double> terms = [.. other.Terms];
        foreach (var term in terms) Add(term);
    }

    /// <summary>
    /// The sum as doubles of falling size, each the correctly rounded rest: the same for every order of the terms. Returns how many were
    /// written; what does not fit is left out.
    /// </summary>
    public readonly int CopyTo(Span<double> parts)
    {
        var rest = default(ExactSum);
        rest.Add(this);
        var written = 0;
        for (; written < parts.Length && rest._count > 0; written++)
        {
            parts[written] = rest.Value;
            rest.Add(-parts[written]);
        }

        return written;
    }

    /// <summary>Writes the sum.</summary>
    public readonly void Save(BinaryWriter writer)
    {
        writer.Write((byte)_count);
        foreach (var term in Terms) writer.Write(term);
    }

    /// <summary>Reads a sum that <see cref="Save"/> wrote.</summary>
    public static ExactSum Load(BinaryReader reader)
    {
        var sum = new ExactSum { _count = reader.ReadByte() };
        var terms = sum._count > InlineLimit ? sum._spilled = new double[sum._count + 3] : (Span<double>)sum._inline;
        for (var i = 0; i < sum._count; i++) terms[i] = reader.ReadDouble();
        return sum;
    }

    private void Append(double term)
    {
        var terms = _spilled is null ? (Span<double>)_inline : _spilled;
        if (_count < terms.Length) terms[_count++] = term;
        else Overflow(terms, term);
    }

    // Most sums that outgrow their place only have gaps between their terms: closing these costs less than memory does.
    private void Overflow(Span<double> full, double term)
    {
        Span<double> all = stackalloc double[full.Length + 1];
        full.CopyTo(all);
        all[^1] = term;
        _count = Compress(all);
        if (_count > full.Length) full = _spilled = new double[full.Length + 3];
        all[.._count].CopyTo(full);
    }

    private static int Compress(Span<double> terms)
    {
        var bottom = terms.Length - 1;
        var rest = terms[bottom];
        for (var i = bottom - 1; i >= 0; i--)
        {
            var (sum, error) = TwoSum(rest, terms[i]);
            if (error != 0) terms[bottom--] = sum;
            rest = error != 0 ? error : sum;
        }

        var kept = 0;
        for (var i = bottom + 1; i < terms.Length; i++)
        {
            var (sum, error) = TwoSum(terms[i], rest);
            if (error != 0) terms[kept++] = error;
            rest = sum;
        }

        terms[kept] = rest;
        return kept + 1;
    }

    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        var sum = a + b;
        var bPart = sum - a;
        return (sum, (a - (sum - bPart)) + (b - bPart));
    }

    private static double Round(ReadOnlySpan<double> terms)
    {
        if (terms.IsEmpty) return 0;
        var i = terms.Length - 1;
        var (sum, error) = (terms[i], 0.0);
        while (i > 0 && error == 0) (sum, error) = TwoSum(sum, terms[--i]);

        // Half a unit exactly, and smaller terms on its far side: then the tie was none.
        if (i == 0 || error == 0 || double.Sign(error) != double.Sign(terms[i - 1])) return sum;
        var next = sum + (2 * error);
        return next - sum == 2 * error ? next : sum;
    }

    [InlineArray(InlineLimit)]
    private struct Parts
    {
        private double _first;
    }
}

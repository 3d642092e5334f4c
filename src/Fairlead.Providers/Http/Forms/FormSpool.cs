using System.Buffers;

namespace Fairlead.Providers.Http.Forms;

/// <summary>
/// The bytes of an upload, kept so that they can be sent more than once: the first in memory, the rest in a file without a name. Written by one, then read by any
/// number at once.
/// </summary>
internal sealed class FormSpool : IDisposable
{
    /// <summary>Kept in memory: most pictures that are edited, and half a minute of compressed speech.</summary>
    public const int MostInMemory = 256 * 1024;

    private const int FirstRent = 16 * 1024;

    private byte[]? _memory;
    private FileStream? _file;
    private int _users = 1;
    private bool _disposed;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes that stand in the file.</summary>
    public long InFile => Math.Max(0, Length - MostInMemory);

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="FormSpoolException">The disk does not take them.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var toMemory = (int)Math.Min(bytes.Length, Math.Max(0, MostInMemory - Length));
        if (toMemory > 0)
        {
            Grow((int)Length + toMemory);
            bytes[..toMemory].CopyTo(_memory.AsMemory((int)Length));
            Length += toMemory;
            bytes = bytes[toMemory..];
        }

        if (bytes.IsEmpty)
        {
            return;
        }

        try
        {
            _file ??= Open();
            await RandomAccess.WriteAsync(_file.SafeFileHandle, bytes, InFile, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormSpoolException(e);
        }

        Length += bytes.Length;
    }

    /// <summary>Writes a range of the bytes to a stream.</summary>
    public async ValueTask CopyAsync(long start, long end, Stream target, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            if (start < MostInMemory)
            {
                var inMemory = (int)Math.Min(end, MostInMemory);
                await target.WriteAsync(_memory.AsMemory((int)start, inMemory - (int)start), cancellationToken).ConfigureAwait(false);
                start = inMemory;
            }

            if (start < end)
            {
                await CopyFileAsync(start - MostInMemory, end - start, target, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Throws the bytes away, once whoever still sends them has ended.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Exit();
        }
    }

    private async ValueTask CopyFileAsync(long at, long count, Stream target, CancellationToken cancellationToken)
    {
        const int pieceSize = 64 * 1024;
        var buffer = ArrayPool<byte>.Shared.Rent(pieceSize);
        try
        {
            while (count > 0)
            {
                var read = await RandomAccess.ReadAsync(_file!.SafeFileHandle, buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), at, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    throw new EndOfStreamException("The file of an upload is shorter than it was written.");
                }

                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                at += read;
                count -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Grow(int needed)
    {
        if (_memory is null || _memory.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(MostInMemory, Math.Max(FirstRent, needed * 2)));
            if (_memory is not null)
            {
                _memory.AsSpan(0, (int)Length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_memory);
            }

            _memory = larger;
        }
    }

    // An upload is somebody's own: nobody else may read the file, and a crash must not leave it behind.
    private static FileStream Open()
    {
        var path = Path.Combine(Path.GetTempPath(), "fairlead-" + Guid.CreateVersion7().ToString("N"));
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }

    private void Enter()
    {
        while (true)
        {
            var users = Volatile.Read(ref _users);
            ObjectDisposedException.ThrowIf(users == 0, this);
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                return;
            }
        }
    }

    private void Exit()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            if (_memory is { } memory)
            {
                _memory = null;
                ArrayPool<byte>.Shared.Return(memory);
            }

            _file?.Dispose();
        }
    }
}

/// <summary>Thrown where an upload cannot be kept: the disk is full, or not to be written.</summary>
internal sealed class FormSpoolException(Exception inner) : Exception("An upload cannot be kept for sending: " + inner.Message, inner);

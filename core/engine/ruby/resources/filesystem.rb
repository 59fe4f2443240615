# filesystem: size and free space of what is mounted at a path.
module Cincture
  module Resources
    class FileSystemResource < Inspec.resource(1)
      name 'filesystem'
      supports platform: 'unix'
      desc 'A file system: type, size, free space.'

      attr_reader :partition

      def initialize(partition)
        @partition = partition
      end

      def info
        @info ||= ask
      end

      def name
        info[:name]
      end

      def size_kb
        info[:size_kb]
      end

      def size
        Inspec.deprecate(:property_filesystem_size,
                         'The `size` property did not reliably use the correct units. Please use `size_kb` instead.')
        size_kb
      end

      def free_kb
        info[:free_kb]
      end

      def percent_free
        100 * free_kb / size_kb
      end

      def type
        info[:type]
      end

      def resource_id
        partition
      end

      def to_s
        "FileSystem #{@partition}"
      end

      private

      def ask
        stdout, _stderr, status = Host.run("df #{@partition} -PT")
        if status != 0 || stdout.empty?
          raise Inspec::Exceptions::ResourceFailed, "Unable to get available space for partition #{@partition}"
        end
        _device, type, size, _used, free = stdout.scrub.split("\n")[1].strip.split(' ')
        { name: @partition, size_kb: size.to_i, free_kb: free.to_i, type: type }
      end
    end
  end
end

# mount: what is mounted at a path.
module Cincture
  module Resources
    class Mount < Inspec.resource(1)
      name 'mount'
      supports platform: 'unix'
      desc 'A mount point: device, type and options.'

      attr_reader :file

      def initialize(path)
        @path = path
        @file = inspec.backend.file(path)
      end

      def mounted?
        file.mounted?
      end

      def count
        here.length
      end

      def device
        last && last[0]
      end

      def type
        last && last[2]
      end

      def options
        last && last[3].split(' ')[0].delete('()').split(',')
      end

      # No mount has any other property.
      def method_missing(name, *arguments)
        return super unless arguments.empty?
        nil
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def resource_id
        @path || 'mount'
      end

      def to_s
        "Mount #{@path}"
      end

      private

      # The mount that hides those below it.
      def last
        here[-1]
      end

      def here
        @here ||= TargetFile.mounts.select { |m| m[1] == @path }
      end
    end
  end
end

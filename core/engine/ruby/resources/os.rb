# os and platform: what system the target is.
module Cincture
  module Resources
    class PlatformResource < Inspec.resource(1)
      name 'platform'
      desc 'The system of the target.'

      def initialize
        @platform = inspec.backend.platform
      end

      def name
        @platform.name
      end

      def family
        @platform.family
      end

      def families
        @platform.families
      end

      def release
        @platform.release
      end

      def arch
        @platform.arch
      end

      def [](key)
        @platform[key]
      end

      def platform?(name)
        @platform.platform?(name)
      end

      def in_family?(family)
        @platform.in_family?(family)
      end

      def supported?(supports)
        @platform.supported?(supports)
      end

      def params
        { name: name, families: families, release: release, arch: Host.can_run? ? arch : 'unknown' }
      end

      def resource_id
        @platform.name
      end

      def to_s
        'Platform Detection'
      end
    end

    class OSResource < PlatformResource
      name 'os'
      supports platform: 'unix'
      desc 'The system of the target.'

      ['aix', 'redhat', 'debian', 'suse', 'bsd', 'solaris', 'linux', 'unix', 'windows', 'hpux', 'darwin'].each do |family|
        define_method(family + '?') { @platform.in_family?(family) }
      end

      def to_s
        'Operating System Detection'
      end
    end
  end
end

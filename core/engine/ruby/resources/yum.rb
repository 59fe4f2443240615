# yum: the repositories that yum or dnf knows.
module Cincture
  module Resources
    class Yum < Inspec.resource(1)
      name 'yum'
      supports platform: 'unix'
      desc 'The repositories of yum.'

      COMMAND = 'yum -v repolist all'.freeze

      # A Hash for each, of what is said of it.
      def repositories
        @repositories ||= read
      end

      def repos
        repositories.map { |repository| repository['id'] }
      end

      def repo(name)
        YumRepo.new(self, name)
      end

      # A repository by its name.
      def method_missing(name, *arguments)
        return super if ResourceLookup::IMPLICIT.include?(name)
        repo(name.to_s)
      end

      def respond_to_missing?(_name, _all = false)
        false
      end

      def resource_id
        'Yum repository'
      end

      def to_s
        'Yum Repository'
      end

      private

      def read
        stdout, stderr, status = Host.run(COMMAND)
        raise TargetError, "`#{COMMAND}` failed in the target: #{stderr.scrub.strip}" if status != 0
        found = []
        current = nil
        stdout.scrub.split("\n").each do |line|
          current = found.push({}).last if line =~ /^\s*Repo-id\s*:/
          current = nil if line.empty? || line.include?('Total packages:')
          key, value = line.split(':', 2)
          current[key.strip.sub('Repo-', '').downcase] = value.strip if current && value
        end
        found
      end
    end

    # One of them.
    class YumRepo
      [:baseurl, :expire, :filename, :mirrors, :pkgs, :size, :status, :updated].each do |key|
        define_method(key) { info[key.to_s] }
      end

      def initialize(yum, name)
        @yum = yum
        @name = name
      end

      # The part of an id before its release and architecture.
      def shortname(id)
        id[%r{^([^/]+)/.*$}, 1]
      end

      def info
        @info ||= @yum.repositories.find { |found| found['id'] == @name || shortname(found['id']) == @name } || {}
      end

      def exist?
        !info.empty?
      end

      def enabled?
        info['status'] == 'enabled'
      end

      def to_s
        "YumRepo #{@name}"
      end
    end
  end
end

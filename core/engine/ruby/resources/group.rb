# groups and group: the groups that the target knows, by file or name service.
module Cincture
  module Resources
    class Groups < Inspec.resource(1)
      name 'groups'
      supports platform: 'unix'
      desc 'The groups of the target.'

      # From the group file; where the name service has other sources, it is asked.
      def rows
        @rows ||= (from_name_service || from_file).each do |group|
          group['members_array'] = group['members'] && group['members'].split(',')
        end
      end

      table = FilterTable.create
      table.register_custom_matcher(:exists?) { |groups| !groups.entries.empty? }
      table.register_column(:names, field: 'name')
           .register_column(:gids, field: 'gid')
           .register_column(:domains, field: 'domain')
           .register_column(:members, field: 'members', style: :simple)
           .register_column(:members_array, field: 'members_array', style: :simple)
      table.install_filter_methods_on_resource(self, :rows)

      def to_s
        'Groups'
      end

      private

      def from_file
        file = inspec.etc_group
        raise Inspec::Exceptions::ResourceSkipped, file.resource_exception_message if file.resource_skipped?
        file.entries
      end

      # nil where it has none, or cannot be asked.
      def from_name_service
        return nil unless Host.can_run? && Accounts.other_sources?('group')
        stdout, _stderr, status = Host.run('getent group')
        return nil unless status == 0
        stdout.scrub.strip.split("\n").map do |line|
          name, password, gid, members = line.split(':')
          { 'name' => name, 'password' => password, 'gid' => gid.to_i, 'members' => members }
        end
      end
    end

    class Group < Inspec.resource(1)
      name 'group'
      supports platform: 'unix'
      desc 'A group: its number and its members.'

      def initialize(groupname)
        @group = groupname
      end

      def exists?
        !entries.empty?
      end

      def gid
        field('gid')
      end

      # As they are written, with commas.
      def members
        field('members') || ''
      end

      def members_array
        field('members_array') || []
      end

      def local
        true
      end

      def has_gid?(other)
        other == gid
      end

      # InSpec's whole run ends here where a group is there twice, or no group file.
      def resource_id
        entries.length == 1 ? "#{@group}-#{gid}" : ''
      rescue Inspec::Exceptions::ResourceSkipped
        ''
      end

      def to_s
        "Group #{@group}"
      end

      private

      def entries
        @entries ||= inspec.groups.rows.select { |group| group['name'] == @group }
      end

      def field(name)
        if entries.length > 1
          raise 'found more than one group with the same name, please use `groups` resource'
        end
        entries.empty? ? nil : entries[0][name]
      end
    end
  end
end

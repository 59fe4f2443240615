# throw without a catch half-way at the top level of the file.
# attack: absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

throw :done

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

# xml on the target of xml-target.json; what InSpec says of the same files is in xml.json.
control 'xpath' do
  describe xml('/srv/t/a.xml') do
    its(['Server/@port']) { should eq 'x' }
    its(['Server/@shutdown']) { should eq 'x' }
    its(['/Server/Listener/@className']) { should eq 'x' }
    its(['//Listener/@className']) { should eq 'x' }
    its(['//@className']) { should eq 'x' }
    its(['//Listener']) { should eq 'x' }
    its(['//Host']) { should eq 'x' }
    its(['//Host/text()']) { should eq 'x' }
    its(['//Host/node()']) { should eq 'x' }
    its(['Server/Service/Connector[@port="8080"]/@protocol']) { should eq 'x' }
    its(['Server/Service/Connector[@port=8443]/@SSLEnabled']) { should eq 'x' }
    its(['Server/Service/Connector[1]/@port']) { should eq 'x' }
    its(['Server/Service/Connector[last()]/@port']) { should eq 'x' }
    its(['Server/Service/Connector[position()<2]/@port']) { should eq 'x' }
    its(['Server/Service/Connector[not(@secure)]/@port']) { should eq 'x' }
    its(['Server/Service/Connector[@secure and @port]/@port']) { should eq 'x' }
    its(['Server/Service/Connector[@port > 8100]/@port']) { should eq 'x' }
    its(["Server/Service/Connector[contains(@protocol,'HTTP')]/@port"]) { should eq 'x' }
    its(["Server/Service/Connector[starts-with(@port,'80')]/@port"]) { should eq 'x' }
    its(["//Connector[@port='8080' or @port='8443']"]) { should eq 'x' }
    its(['//Engine/Host[2]']) { should eq 'x' }
    its(['//Engine/Host[2]/@name']) { should eq 'x' }
    its(['//Engine/../@name']) { should eq 'x' }
    its(["//Host[@name='localhost']/v"]) { should eq 'x' }
    its(["//Host[.='b']"]) { should eq 'x' }
    its(['//Host/parent::Engine']) { should eq 'x' }
    its(['//Connector/ancestor::Service/@name']) { should eq 'x' }
    its(['//Host/following-sibling::Host/@name']) { should eq 'x' }
    its(['//p:item']) { should eq 'x' }
    its(['//item']) { should eq 'x' }
    its(['//d']) { should eq 'x' }
    its(['//d/e']) { should eq 'x' }
    its(['//e']) { should eq 'x' }
    its(["//*[local-name()='item']"]) { should eq 'x' }
    its(["//*[name()='p:item']"]) { should eq 'x' }
    its(['//who']) { should eq 'x' }
    its(['//lt']) { should eq 'x' }
    its(['//num']) { should eq 'x' }
    its(['//empty']) { should eq 'x' }
    its(['//sp']) { should eq 'x' }
    its(['count(//Listener)']) { should eq 'x' }
    its(['count(//Listener)=2']) { should eq 'x' }
    its(['//num > 5']) { should eq 'x' }
    its(['//num = 12']) { should eq 'x' }
    its(['name(//Listener)']) { should eq 'x' }
    its(['local-name(/*)']) { should eq 'x' }
    its(['string(//Host)']) { should eq 'x' }
    its(['string(//num)']) { should eq 'x' }
    its(['number(//num)']) { should eq 'x' }
    its(['sum(//num)']) { should eq 'x' }
    its(["concat('a', 'b')"]) { should eq 'x' }
    its(['true()']) { should eq 'x' }
    its(['not(//absent)']) { should eq 'x' }
    its(['boolean(//absent)']) { should eq 'x' }
    its(["substring('12345', 2, 3)"]) { should eq 'x' }
    its(["translate('abc','b','x')"]) { should eq 'x' }
    its(["'literal'"]) { should eq 'x' }
    its(['12']) { should eq 'x' }
    its(['1+1']) { should eq 'x' }
    its(['//Connector/@port | //Server/@port']) { should eq 'x' }
    its(['//Connector[@port][1]/@port']) { should eq 'x' }
    its(['//Connector/@*']) { should eq 'x' }
    its(['//Connector[2]']) { should eq 'x' }
    its(['//*/@port']) { should eq 'x' }
    its(['*']) { should eq 'x' }
    its(['/*']) { should eq 'x' }
    its(['/Server/*[3]/@className']) { should eq 'x' }
    its(['Server//Host/@name']) { should eq 'x' }
    its(['//Host[3]/@name']) { should eq 'x' }
    its(['absent/x']) { should eq 'x' }
    its(["//Connector[@port!='8080']/@port"]) { should eq 'x' }
    its(['//Connector[count(@*)=3]/@port']) { should eq 'x' }
    its(['//comment()']) { should eq 'x' }
    its(["//Host[text()='first']/@name"]) { should eq 'x' }
    its(['//Host[@name]/@name']) { should eq 'x' }
    its(['name.with.dots']) { should eq 'x' }
    its(['Server/name.with.dots']) { should eq 'x' }
    its(['//@p:x']) { should eq 'x' }
    its(['//@x']) { should eq 'x' }
    its(['descendant::Host/@name']) { should eq 'x' }
    its(['//Service/descendant-or-self::*/@name']) { should eq 'x' }
    its(["//Connector[@port='8080'][@secure='true']/@port"]) { should eq 'x' }
    its(['floor(3.7)']) { should eq 'x' }
    its(['round(2.5)']) { should eq 'x' }
    its(['//num[. > 5]']) { should eq 'x' }
    its(['//Listener[position() mod 2 = 0]/@className']) { should eq 'x' }
    its(["substring-before('a=b','=')"]) { should eq 'x' }
    its(["substring-after('a=b','=')"]) { should eq 'x' }
    its(["//Connector[normalize-space(@port)='8080']/@port"]) { should eq 'x' }
    its(["//Listener[@className='A' or @className=\"B\"]/@className"]) { should eq 'x' }
    its(['//Service[Connector]/@name']) { should eq 'x' }
    its(["//Service[Connector/@port='8443']/@name"]) { should eq 'x' }
    its(["//Service[Engine/Host='b']/@name"]) { should eq 'x' }
    its(["Server/Service/Connector[@port='8080']/@absent"]) { should eq 'x' }
    its(['preceding-sibling::x']) { should eq 'x' }
    its(['//Host[2]/preceding-sibling::Host/@name']) { should eq 'x' }
    its(["//Connector[contains(concat(' ', @protocol, ' '), ' HTTP/1.1 ')]/@port"]) { should eq 'x' }
    its(['Server[1]/Service[1]/Connector[2]/@port']) { should eq 'x' }
    its(['//Listener[last()-1]/@className']) { should eq 'x' }
    its(['-1']) { should eq 'x' }
    its(['2 * 3']) { should eq 'x' }
    its(['6 div 4']) { should eq 'x' }
    its(['5 mod 2']) { should eq 'x' }
    its(['//num[1] + 1']) { should eq 'x' }
  end
end

control 'xml' do
  describe xml('/srv/t/a.xml') do
    its('Server/@port') { should cmp 8005 }
    its('Server/@port') { should eq ['8005'] }
    its('//Connector/@port') { should include '8080' }
    its('//Connector/@absent') { should be_empty }
    its('//Connector/@absent') { should cmp [] }
    its('count(//Connector)') { should cmp 2 }
    its('resource_id') { should eq 'x' }
  end
  %w[empty absent].each do |name|
    describe xml("/srv/t/#{name}") do
      its('//a') { should eq ['x'] }
    end
  end
  describe xml(command: 'data xml') do
    its('a/b') { should cmp 1 }
    its('a/b') { should eq 1 }
  end
  describe xml(content: '<a><b c="d"/></a>') do
    its('a/b/@c') { should cmp 'd' }
    its('a/b/@c') { should eq 'd' }
  end
end
